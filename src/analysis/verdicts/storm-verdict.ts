import type { LoadedTrial } from '../../storage/loaded-run.js';
import {
  count,
  list,
  type Phrase,
  perSecond,
  plain,
  type Quantity,
  say,
  share,
  us,
} from '../report/phrase.js';
import type { Verdict } from '../report/report-model.js';
import {
  groupValidTrials,
  isDifferent,
  measureSpread,
  type Spread,
  type TrialGroup,
} from '../report/trial-groups.js';
import { tellFits, tellPeak } from '../storm/fit/tell-fits.js';
import { nameStormPolicy } from '../storm/name-storm-policy.js';
import { checkPrediction, measureFirstWaveUs, type PredictionCheck } from '../storm/storm-curve.js';

/** What one policy did to one transport. */
interface PolicyOutcome {
  readonly policy: string;
  readonly trials: readonly LoadedTrial[];
  readonly peak: Spread;
  readonly back99: Spread | undefined;
}

/** Tells the reconnection storm, per transport and policy; undefined when no valid trial had one. */
export function judgeStorm(trials: readonly LoadedTrial[]): Verdict | undefined {
  // Clients that vanished for good were cut off, and yet nobody knocked.
  const stormy = trials.filter(
    ({ result: { storm } }) => storm.disconnected > 0 && storm.attempts + storm.gaveUp > 0,
  );
  const groups = groupValidTrials(stormy, ['reconnect'])
    .map((group) => ({ group, outcomes: comparePolicies(group) }))
    .filter(({ outcomes }) => outcomes.length > 0);
  const compared = groups.find(({ outcomes }) => outcomes.length > 1);
  const first = compared ?? groups[0];
  if (first === undefined) return undefined;
  const told = groups.flatMap(({ group }) => group.trials);
  // Where no policy stands beside another, it is the settings that are compared.
  const isAlone = compared !== undefined || groups.length === 1;
  const others = isAlone ? groups.filter((entry) => entry !== first) : groups;
  return {
    topic: 'Reconnection storm',
    headline: say`${tellFault(told)} ${isAlone ? tellOutcomes(first.group.name, first.outcomes) : tellSettings(groups)}`,
    details: [
      ...others.map(({ group, outcomes }) => tellOutcomes(group.name, outcomes)),
      ...tellFits(told),
      ...tellPredictions(told),
      ...tellStragglers(told),
    ],
  };
}

function comparePolicies(group: TrialGroup): PolicyOutcome[] {
  const plans = [...new Set(group.trials.map((trial) => trial.result.plan.reconnect))];
  return plans
    .flatMap((plan) => {
      const trials = group.trials.filter((trial) => trial.result.plan.reconnect === plan);
      const policy = trials[0] === undefined ? plan : nameStormPolicy(trials[0].result);
      const peak = measureSpread(trials, (trial) => trial.result.storm.peakAttemptsPerSecond);
      const back99 = measureSpread(trials, (trial) => trial.result.storm.backUs.fromDisconnect.p99);
      return peak === undefined ? [] : [{ policy, trials, peak, back99 }];
    })
    .sort((a, b) => b.peak.median - a.peak.median);
}

/** What happened to the server: the first fault, in the words of the median trial. */
export function tellFault(trials: readonly LoadedTrial[]): Phrase {
  const fault = trials[0]?.result.faults[0];
  if (fault === undefined) return say`Connections broke without an injected fault.`;
  const at = us(
    measureSpread(trials, (trial) => trial.result.faults[0]?.injectedAtUs)?.median ?? fault.injectedAtUs,
  );
  const what = fault.kind === 'server-restart' ? nameRestart(fault.mode) : fault.description;
  const down = measureSpread(trials, (trial) => {
    const first = trial.result.faults[0];
    return first === undefined || first.readyAtUs === null ? null : first.readyAtUs - first.injectedAtUs;
  });
  const more = (trials[0]?.result.faults.length ?? 1) - 1;
  const others = more > 0 ? say` ${count(more)} more faults followed.` : [];
  if (fault.kind !== 'server-restart') return [...say`${at} into the trial: ${what}.`, ...others];
  const length = down === undefined ? say` and did not come back` : say` and was down for ${us(down.median)}`;
  return [...say`The server ${what} ${at} into the trial${length}.`, ...others];
}

function nameRestart(mode: string | null): string {
  return mode === 'crash' ? 'crashed' : 'was restarted in order';
}

function tellOutcomes(name: string, outcomes: readonly PolicyOutcome[]): Phrase {
  const clients = outcomes[0]?.trials[0]?.result.storm.disconnected ?? 0;
  const [first, ...later] = outcomes;
  if (first === undefined) return [];
  const told = say`With ${first.policy} the first attempts of ${count(clients)} ${name} clients fell within ${waveOf(first)} (peak ${perSecond(first.peak.median)}${tellExpected(first)}) and ${tellReturn(first)}`;
  const rest = later.flatMap(
    (next) =>
      say`; ${next.policy} spread them over ${waveOf(next)} (peak ${perSecond(next.peak.median)}${tellExpected(next)}) and ${tellReturn(next)}${tellTrade(first, next)}`,
  );
  return say`${told}${rest}.`;
}

/** Of the first trial whose policy has a curve: how high the peak is by the attempts due, and how high it is expected to be. */
function tellExpected({ trials }: PolicyOutcome): Phrase {
  const fits = trials.flatMap(({ result }) => result.storm.fit ?? []);
  const tested = fits.find(({ verdict }) => verdict !== 'untested');
  return tested === undefined ? [] : say`; by when they were due ${tellPeak(tested)}`;
}

/** Settings beside each other, the fiercest storm of each, in the order in which they ran. */
function tellSettings(groups: readonly { group: TrialGroup; outcomes: readonly PolicyOutcome[] }[]): Phrase {
  const told = groups.flatMap(({ group, outcomes: [outcome] }) =>
    outcome === undefined
      ? []
      : [
          say`${group.name} ${count(countDisconnected(outcome))} cut off, peak ${perSecond(outcome.peak.median)}, ${tellReturn(outcome)}`,
        ],
  );
  const [policy, ...more] = new Set(
    groups.flatMap(({ outcomes }) => outcomes.map((outcome) => outcome.policy)),
  );
  const head = more.length === 0 && policy !== undefined ? say`With ${policy}: ` : [];
  return say`${head}${list(told, '; ', '; ')}.`;
}

function countDisconnected({ trials }: PolicyOutcome): number {
  return measureSpread(trials, (trial) => trial.result.storm.disconnected)?.median ?? 0;
}

/** How long 98 % of the first attempts took. */
function waveOf(outcome: PolicyOutcome): Quantity {
  return us(measureSpread(outcome.trials, (trial) => measureFirstWaveUs(trial.storm))?.median ?? null);
}

function tellReturn(outcome: PolicyOutcome): Phrase {
  const gaveUp = measureSpread(outcome.trials, (trial) => trial.result.storm.gaveUp)?.median ?? 0;
  if (gaveUp > 0) return say`${count(gaveUp)} of them gave up for good`;
  if (outcome.back99 === undefined) return say`less than 99 % came back`;
  return say`99 % were back after ${us(outcome.back99.median)}`;
}

/** Names what the gentler policy gains and costs; silent where the runs cannot tell the two apart. */
function tellTrade(fierce: PolicyOutcome, gentle: PolicyOutcome): Phrase {
  const told: Phrase[] = [];
  if (isDifferent(fierce.peak, gentle.peak))
    told.push(say`a peak ${plain(fierce.peak.median / gentle.peak.median)} times lower`);
  const [a, b] = [fierce.back99, gentle.back99];
  if (a !== undefined && b !== undefined && isDifferent(a, b))
    told.push(
      b.median > a.median
        ? say`a return ${plain(b.median / a.median)} times as long`
        : say`a return in ${share(b.median / a.median)} of the time`,
    );
  return told.length > 0 ? say`: ${list(told)}` : [];
}

/** Beyond either of these a measured storm is said to depart from the predicted one. */
const largestShiftUs = 100_000;
const largestExcess = 1.1;

/** Whether the clients did what seed and policy foresee; if not, something else (a busy machine, a full queue) had a say. */
function tellPredictions(trials: readonly LoadedTrial[]): Phrase[] {
  const checks = trials.flatMap(({ result, storm }) => {
    const check = checkPrediction(storm);
    return check === undefined ? [] : [{ id: result.id, check, departs: departs(check) }];
  });
  const worst = [...checks].sort(
    (a, b) => Number(b.departs) - Number(a.departs) || b.check.meanShiftUs - a.check.meanShiftUs,
  )[0];
  if (worst === undefined) return [];
  const { meanShiftUs, ratio, measuredPeakPerSecond, predictedPeakPerSecond } = worst.check;
  const gap = say`attempts came ${us(meanShiftUs)} off on average, ${share(ratio)} of the number predicted (peak ${perSecond(measuredPeakPerSecond)}, predicted ${perSecond(predictedPeakPerSecond)})`;
  if (!worst.departs)
    return [
      say`By when they were begun, attempts follow the prediction from seed and policy; farthest from it, in ${worst.id}, ${gap}.`,
    ];
  const many = checks.filter((entry) => entry.departs).length;
  return [
    say`By when they were begun, attempts of ${count(many)} of ${count(checks.length)} trials depart from the prediction from seed and policy; most, in ${worst.id}, ${gap}.`,
  ];
}

function departs({ meanShiftUs, ratio }: PredictionCheck): boolean {
  return meanShiftUs > largestShiftUs || Math.max(ratio, 1 / ratio) > largestExcess;
}

function tellStragglers(trials: readonly LoadedTrial[]): Phrase[] {
  const missing = trials.filter((trial) => trial.result.storm.returned < trial.result.storm.disconnected);
  const amplified = measureSpread(trials, (trial) => trial.result.storm.amplification);
  const told: Phrase[] = missing.map(
    ({ result }) =>
      say`${result.id}: ${count(result.storm.disconnected - result.storm.returned)} of ${count(result.storm.disconnected)} clients were not back by the end${tellGivenUp(result.storm.gaveUp)}.`,
  );
  if (amplified !== undefined && amplified.high > 1)
    told.push(
      say`Clients made ${plain(amplified.low)} to ${plain(amplified.high)} attempts each on average, depending on transport and policy.`,
    );
  return told;
}

function tellGivenUp(gaveUp: number): Phrase {
  return gaveUp === 0 ? [] : say`, of whom ${count(gaveUp)} had given up for good`;
}
