import { distance } from 'fastest-levenshtein';

/**
 * The candidate that `written` was most likely meant to be.
 * @returns undefined when none is close: more than a third of the letters, or two, would have to change
 */
export function suggestNearest(written: string, candidates: readonly string[]): string | undefined {
  // A long text is no typo; measuring it would cost its length squared.
  if (written.length > 60) return undefined;
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = distance(normalise(written), normalise(candidate));
    if (edits < least) {
      least = edits;
      nearest = candidate;
    }
  }
  // Two swapped letters are two edits, but in a word of three letters two edits leave little of it.
  const allowed = Math.max(written.length < 4 ? 1 : 2, Math.floor(written.length / 3));
  return nearest !== undefined && least <= allowed ? nearest : undefined;
}

/** More names than this nobody reads to the end: then the nearest of them are named. */
const mostListed = 60;
const nearestListed = 12;

/** The remedy for a name that does not exist: the nearest valid one when there is one, and all valid ones. */
export function adviseNames(written: string, candidates: readonly string[]): string {
  const nearest = suggestNearest(written, candidates);
  const valid = candidates.length === 0 ? 'nothing is valid here' : listValid(written, candidates);
  return nearest === undefined ? valid : `did you mean \`${nearest}\`? ${valid}`;
}

function listValid(written: string, candidates: readonly string[]): string {
  if (candidates.length <= mostListed) return `valid: ${candidates.join(', ')}`;
  const start = normalise(written).slice(0, 60);
  const near = candidates
    .map((candidate) => ({ candidate, edits: distance(start, normalise(candidate)) }))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, nearestListed)
    .map(({ candidate }) => candidate);
  return `valid, among ${candidates.length}: ${near.join(', ')}; see docs/scenarios.md`;
}

/** `max_connections`, `MaxConnections` and `maxConnections` differ in style only. */
function normalise(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}
