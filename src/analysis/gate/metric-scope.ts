/** A metric of one transport only is written as in thresholds: `sse: connect.p50`. */
export function scopeMetric(name: string, transport: string | undefined): string {
  return transport === undefined ? name : `${transport}: ${name}`;
}

/** Plain names of the metrics that apply to a transport, each once. */
export function selectMetrics(scoped: readonly string[], transport: string): string[] {
  const own = scoped.flatMap((text) => {
    const [name, only] = text.split(': ').reverse();
    return name === undefined || (only !== undefined && only !== transport) ? [] : [name];
  });
  return [...new Set(own)];
}

/** What is said of a metric of this transport, or else of the metric; undefined where nothing is. */
export function findScoped(
  said: Readonly<Record<string, number>>,
  name: string,
  transport: string | undefined,
): number | undefined {
  return said[scopeMetric(name, transport)] ?? said[name];
}
