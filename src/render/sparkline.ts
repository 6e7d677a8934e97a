const blocks = '▁▂▃▄▅▆▇█';

/** One character per value; nothing at all is a blank, so that the smallest block still means something. */
export function drawSparkline(values: readonly number[], highest: number): string {
  return values
    .map((value) => {
      if (value <= 0 || highest <= 0) return ' ';
      const step = Math.ceil((Math.min(value, highest) / highest) * blocks.length);
      return blocks[step - 1];
    })
    .join('');
}

/** A bar from the left edge: solid up to `low`, light up to `high`, on a logarithmic scale. */
export function drawLogBar(
  low: number,
  high: number,
  scale: { readonly from: number; readonly to: number; readonly width: number },
): string {
  const at = (value: number): number => {
    const share = Math.log(value / scale.from) / Math.log(scale.to / scale.from);
    return Math.max(0, Math.min(scale.width, Math.round(share * scale.width)));
  };
  const solid = Math.max(1, at(low));
  return '█'.repeat(solid) + '░'.repeat(Math.max(0, at(high) - solid));
}

/** Gathers values into at most `width` groups, each standing for its largest, so that no peak is lost. */
export function groupByPeak(
  values: readonly number[],
  width: number,
): { values: number[]; perGroup: number } {
  const perGroup = Math.max(1, Math.ceil(values.length / width));
  const groups: number[] = [];
  for (let at = 0; at < values.length; at += perGroup)
    groups.push(Math.max(...values.slice(at, at + perGroup)));
  return { values: groups, perGroup };
}
