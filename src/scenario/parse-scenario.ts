import type { z } from 'zod';
import { SquallError } from '../errors.js';
import { crossCheck } from './cross-checks.js';
import { explainIssue, type Finding } from './explain-issue.js';
import { checkHeartbeat } from './heartbeat-checks.js';
import type { Judgement } from './judgement.js';
import {
  applyChoices,
  countCells,
  listCombinations,
  locateInFile,
  type MatrixChoice,
  readAxes,
} from './matrix.js';
import { normaliseCell } from './normalise-cell.js';
import type { PlanNotice, Scenario } from './scenario.js';
import { cellSchema, type RunKeys, runSchema } from './schema.js';
import { checkSilence } from './silence-checks.js';
import { checkTarget } from './target-checks.js';
import { readYaml, type YamlSource } from './yaml-source.js';

/** A scenario file that was checked in every combination of its matrix. */
export interface ParsedScenario {
  readonly file: string;
  readonly source: string;
  readonly repeat: number;
  /** Never empty; in the order in which they run. */
  readonly cells: readonly ParsedCell[];
  readonly notices: readonly PlanNotice[];
}

export interface ParsedCell {
  readonly choices: readonly MatrixChoice[];
  readonly scenario: Scenario;
}

/** More is a mistake: at ten seconds each they would take three hours. */
const maxTrials = 1000;

/**
 * Reads and checks a scenario.
 * @param file name shown in errors
 * @throws SquallError naming file, line, column and key
 */
export function parseScenario(source: string, file: string): ParsedScenario {
  const yaml = readYaml(source, file);
  const { matrix, repeat, ...base } = yaml.value;
  const run = parseRunKeys({ matrix, repeat }, yaml);
  const axes = readAxes(run.matrix, base);
  if (!Array.isArray(axes)) throw placeFinding(axes, yaml);
  const trials = countCells(axes) * run.repeat;
  if (trials > maxTrials) throw placeFinding(tooManyTrials(trials, axes.length > 0), yaml);

  const notices = new Map<string, PlanNotice>();
  const cells = listCombinations(axes).map((choices): ParsedCell => {
    const raw = applyChoices(base, choices);
    const scenario = parseCell(raw, choices, yaml);
    for (const judgement of [
      ...checkTarget(scenario, raw),
      ...crossCheck(scenario),
      ...checkHeartbeat(scenario, raw),
      ...checkSilence(scenario),
    ]) {
      const finding = { ...judgement, path: locateInFile(judgement.path, choices) };
      if (judgement.severity === 'error') throw placeFinding(finding, yaml);
      const notice = {
        message: finding.problem,
        remedy: finding.remedy,
        place: yaml.place(finding.path, 'value'),
      };
      notices.set(JSON.stringify(notice), notice);
    }
    return { choices, scenario };
  });
  rejectTwins(cells, yaml);
  for (const notice of remarkUnusedThresholds(cells, yaml)) notices.set(JSON.stringify(notice), notice);
  return { file, source, repeat: run.repeat, cells, notices: [...notices.values()] };
}

function parseRunKeys(keys: Record<string, unknown>, yaml: YamlSource): RunKeys {
  // An absent key must be absent to the schema, too.
  const present = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
  const parsed = runSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  throw placeFirst(
    parsed.error.issues.map((issue) => explainIssue(issue, present)),
    yaml,
  );
}

function parseCell(raw: unknown, choices: readonly MatrixChoice[], yaml: YamlSource): Scenario {
  const parsed = cellSchema.safeParse(raw);
  if (parsed.success) return normaliseCell(parsed.data);
  const findings = parsed.error.issues.map((issue: z.core.$ZodIssue) => explainIssue(issue, raw));
  throw placeFirst(
    findings.map((finding) => ({ ...finding, path: locateInFile(finding.path, choices) })),
    yaml,
  );
}

/** A misspelt key also makes the right one missing, so unknown keys go first; then the order of the file. */
function placeFirst(findings: readonly Finding[], yaml: YamlSource): SquallError {
  const unknown = findings.filter(({ code }) => code === 'SQUALL_UNKNOWN_KEY');
  const errors = (unknown.length > 0 ? unknown : findings).map((finding) => placeFinding(finding, yaml));
  const [first] = errors.sort((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0));
  return first ?? new SquallError('SQUALL_VALUE', 'the scenario is not valid', 'see docs/scenarios.md');
}

function placeFinding(
  { code, problem, remedy, path, at }: Finding | Judgement,
  yaml: YamlSource,
): SquallError {
  return new SquallError(code, problem, remedy, yaml.place(path, at));
}

function tooManyTrials(trials: number, hasMatrix: boolean): Finding {
  return {
    code: 'SQUALL_VALUE',
    path: [hasMatrix ? 'matrix' : 'repeat'],
    at: 'key',
    problem: `${trials} trials are more than the ${maxTrials} that a run may have`,
    remedy: 'vary fewer values at once, or repeat less',
  };
}

/** A threshold that no trial is held against always passes, and guards nothing. */
function remarkUnusedThresholds(cells: readonly ParsedCell[], yaml: YamlSource): PlanNotice[] {
  const transports = new Set(cells.map(({ scenario }) => scenario.transport));
  const thresholds = cells[0]?.scenario.thresholds ?? [];
  return thresholds.flatMap(({ transport }, index) =>
    transport === undefined || transports.has(transport)
      ? []
      : {
          message: `no trial is of transport ${transport}, so this threshold is never checked`,
          remedy: `name one of ${[...transports].join(', ')}, or add ${transport} to the matrix`,
          place: yaml.place(['thresholds', index], 'value'),
        },
  );
}

/** Two cells that are the same scenario would be told apart by nothing but their number. */
function rejectTwins(cells: readonly ParsedCell[], yaml: YamlSource): void {
  const seen = new Map<string, ParsedCell>();
  for (const cell of cells) {
    const key = JSON.stringify(cell.scenario);
    const twin = seen.get(key);
    seen.set(key, cell);
    const choice = cell.choices.find(({ index }, at) => index !== twin?.choices[at]?.index);
    if (twin === undefined || choice === undefined) continue;
    throw placeFinding(
      {
        code: 'SQUALL_VALUE',
        path: ['matrix', choice.axis.key, choice.index],
        at: 'value',
        problem: 'this value makes the same trial as another one of the list',
        remedy: 'remove it, or use repeat to run trials several times',
      },
      yaml,
    );
  }
}
