import { crossCheck } from './cross-checks.js';
import { explainIssues, type Finding } from './explain-issue.js';
import { checkHeartbeat } from './heartbeat-checks.js';
import { type Judgement, remark } from './judgement.js';
import {
  applyChoices,
  countCells,
  listCombinations,
  locateInFile,
  type MatrixChoice,
  readAxes,
} from './matrix.js';
import { normaliseCell } from './normalise-cell.js';
import { refuse } from './refusal.js';
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
 * @throws SquallError naming file, line, column and key of all that is wrong
 */
export function parseScenario(source: string, file: string): ParsedScenario {
  const yaml = readYaml(source, file);
  const { matrix, repeat, ...base } = yaml.value;
  const run = parseRunKeys({ matrix, repeat });
  if (Array.isArray(run)) throw refuse([...run, ...checkBase(base)], yaml);
  const axes = readAxes(run.matrix, base);
  if (!Array.isArray(axes)) throw refuse([axes, ...checkBase(base)], yaml);
  const trials = countCells(axes) * run.repeat;
  if (trials > maxTrials) throw refuse([tooManyTrials(trials, axes.length > 0)], yaml);

  const cells: ParsedCell[] = [];
  const judgements: Judgement[] = [];
  for (const choices of listCombinations(axes)) {
    const { scenario, found } = judgeCell(applyChoices(base, choices));
    const located = found.map((each) => ({ ...each, path: locateInFile(each.path, choices) }));
    judgements.push(...located);
    if (scenario !== undefined) cells.push({ choices, scenario });
    // Keys that are wrong for all of them need not be explained once for each.
    else if (located.every(({ path }) => path[0] !== 'matrix')) break;
  }
  const errors = judgements.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw refuse(errors, yaml);
  const twin = findTwin(cells);
  if (twin !== undefined) throw refuse([twin], yaml);
  const notices = [...judgements, ...remarkUnusedThresholds(cells)].map((judgement) =>
    toNotice(judgement, yaml),
  );
  return { file, source, repeat: run.repeat, cells, notices: withoutRepeats(notices) };
}

function parseRunKeys(keys: Record<string, unknown>): RunKeys | Finding[] {
  // An absent key must be absent to the schema, too.
  const present = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
  const parsed = runSchema.safeParse(present);
  return parsed.success ? parsed.data : explainIssues(parsed.error.issues, present);
}

/** What is wrong apart from a matrix that cannot be read; keys that are missing it may have meant to give. */
function checkBase(base: Record<string, unknown>): Finding[] {
  const parsed = cellSchema.safeParse(base);
  if (parsed.success) return [];
  return explainIssues(parsed.error.issues, base).filter(({ code }) => code !== 'SQUALL_MISSING_KEY');
}

/** One cell of the matrix: a scenario, unless its keys are wrong, and all there is to say about it. */
function judgeCell(raw: unknown): { scenario?: Scenario; found: Judgement[] } {
  const parsed = cellSchema.safeParse(raw);
  if (!parsed.success) {
    const found = explainIssues(parsed.error.issues, raw);
    return { found: found.map((finding) => ({ ...finding, severity: 'error' })) };
  }
  const scenario = normaliseCell(parsed.data);
  return {
    scenario,
    found: [
      ...checkTarget(scenario, raw),
      ...crossCheck(scenario),
      ...checkHeartbeat(scenario, raw),
      ...checkSilence(scenario),
    ],
  };
}

function toNotice({ problem, remedy, path }: Judgement, yaml: YamlSource): PlanNotice {
  return { message: problem, remedy, place: yaml.place(path, 'value') };
}

function withoutRepeats(notices: readonly PlanNotice[]): PlanNotice[] {
  return [...new Map(notices.map((notice) => [JSON.stringify(notice), notice])).values()];
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
function remarkUnusedThresholds(cells: readonly ParsedCell[]): Judgement[] {
  const transports = new Set(cells.map(({ scenario }) => scenario.transport));
  const thresholds = cells[0]?.scenario.thresholds ?? [];
  return thresholds.flatMap(({ transport }, index) =>
    transport === undefined || transports.has(transport)
      ? []
      : remark(
          ['thresholds', index],
          `no trial is of transport ${transport}, so this threshold is never checked`,
          `name one of ${[...transports].join(', ')}, or add ${transport} to the matrix`,
        ),
  );
}

/** Two cells that are the same scenario would be told apart by nothing but their number. */
function findTwin(cells: readonly ParsedCell[]): Finding | undefined {
  const seen = new Map<string, ParsedCell>();
  for (const cell of cells) {
    const key = JSON.stringify(cell.scenario);
    const twin = seen.get(key);
    seen.set(key, cell);
    const choice = cell.choices.find(({ index }, at) => index !== twin?.choices[at]?.index);
    if (twin === undefined || choice === undefined) continue;
    return {
      code: 'SQUALL_VALUE',
      path: ['matrix', choice.axis.key, choice.index],
      at: 'value',
      problem: 'this value makes the same trial as another one of the list',
      remedy: 'remove it, or use repeat to run trials several times',
    };
  }
  return undefined;
}
