const titles: Readonly<Record<string, string>> = {
  'delivery.steady': 'delivery, steady phase',
  delivery: 'delivery, all phases',
  'echo.steady': 'round trip, steady phase',
  echo: 'round trip, all phases',
  connect: 'connecting',
  reconnect: 'reconnecting',
};

/** For people: `delivery, steady phase`. */
export function nameHistogram(name: string): string {
  return titles[name] ?? name;
}
