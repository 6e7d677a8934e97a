import { SquallError } from '../errors.js';
import type { Finding } from './explain-issue.js';
import type { YamlSource } from './yaml-source.js';

/**
 * All that is wrong with a scenario as one error: the first finding in the file, with the others behind it. Cells of a matrix
 * share most of their keys, so a finding is told once however many cells have it.
 */
export function refuse(findings: readonly Finding[], yaml: YamlSource): SquallError {
  const told = new Map<string, SquallError>();
  for (const { code, problem, remedy, path, at } of dropConsequences(findings)) {
    const error = new SquallError(code, problem, remedy, yaml.place(path, at));
    const line = error.toLine();
    if (!told.has(line)) told.set(line, error);
  }
  const [first, ...others] = [...told.values()].sort(compareByPlace);
  if (first === undefined)
    return new SquallError('SQUALL_VALUE', 'the scenario is not valid', 'see docs/scenarios.md');
  const { code, message, remedy, place } = first;
  return new SquallError(code, message, remedy, place, others);
}

function compareByPlace({ place: a }: SquallError, { place: b }: SquallError): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** A misspelt key also makes the right one missing in the same map, which goes without saying. */
function dropConsequences(findings: readonly Finding[]): readonly Finding[] {
  const mapOf = ({ path }: Finding): string => JSON.stringify(path.slice(0, -1));
  const misspelt = new Set(findings.filter(({ code }) => code === 'SQUALL_UNKNOWN_KEY').map(mapOf));
  return findings.filter((finding) => finding.code !== 'SQUALL_MISSING_KEY' || !misspelt.has(mapOf(finding)));
}
