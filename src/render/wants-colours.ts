/**
 * Whether text for this stream may carry colours: it is a terminal, and the user has not asked for none
 * (https://no-color.org: `NO_COLOR` counts when it is set and not empty).
 */
export function wantsColours(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const { NO_COLOR: wish } = environment;
  return stream.isTTY === true && (wish === undefined || wish === '');
}
