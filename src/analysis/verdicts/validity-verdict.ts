import type { LoadedRun } from '../../storage/loaded-run.js';
import { transportTitles } from '../report/name-trials.js';
import { bytes, count, list, type Phrase, say, us } from '../report/phrase.js';
import type { Verdict } from '../report/report-model.js';
import { type Standing, standingOf } from '../report/standing.js';
import { smallestFactorOfFewRuns } from '../report/trial-groups.js';

/** Says how much of the run may be believed, before anything else is said. */
export function judgeValidity(run: LoadedRun): Verdict {
  const { trials } = run;
  return {
    topic: 'Can this be believed?',
    headline: tellValidity(trials.map((trial) => standingOf(trial.result))),
    details: [...tellCompleteness(run), ...tellRepeats(run)],
  };
}

function tellValidity(standings: readonly Standing[]): Phrase {
  const total = standings.length;
  const countOf = (wanted: Standing): number => standings.filter((standing) => standing === wanted).length;
  const [valid, invalid, interrupted] = [countOf('valid'), countOf('invalid'), countOf('interrupted')];
  if (total === 0) return say`No trial was finished, so there is nothing to judge.`;
  if (valid === total)
    return total === 1
      ? say`The trial is valid: the load generator kept its schedule and every check held.`
      : say`All ${count(total)} trials are valid: the load generator kept its schedule and every check held.`;
  const faulty = list([
    ...(invalid > 0 ? [say`${count(invalid)} ${invalid === 1 ? 'is' : 'are'} invalid`] : []),
    ...(interrupted > 0
      ? [say`${count(interrupted)} ${interrupted === 1 ? 'was' : 'were'} interrupted`]
      : []),
  ]);
  if (valid === 0) return tellNoneValid(total, interrupted, faulty);
  return say`${count(valid)} of ${count(total)} trials are complete and valid; ${faulty}: shown, marked, and left out of every sentence here.`;
}

function tellNoneValid(total: number, interrupted: number, faulty: Phrase): Phrase {
  const rest =
    'nothing is ranked or concluded below; causes and remedies stand under “Validity and warnings”.';
  if (total === 1)
    return say`The only trial ${interrupted > 0 ? 'was interrupted' : 'is invalid'}, so ${rest}`;
  return interrupted > 0
    ? say`Not one of the ${count(total)} trials can be concluded from (${faulty}), so ${rest}`
    : say`Not one of the ${count(total)} trials is valid, so ${rest}`;
}

function tellCompleteness({ result, trials }: LoadedRun): Phrase[] {
  const told: Phrase[] = [];
  if (result.run.status === 'running')
    told.push(say`The run was killed before it could end; what it had measured until then is shown.`);
  else if (result.run.status !== 'complete')
    told.push(say`The run ended early: it is marked ${result.run.status}.`);
  if (trials.length < result.run.plannedTrials)
    told.push(say`${count(trials.length)} of ${count(result.run.plannedTrials)} planned trials are here.`);
  const cut = trials.filter((trial) => trial.result.status === 'interrupted');
  for (const trial of cut) told.push(say`${trial.result.id} was ended before its time.`);
  return told;
}

function tellRepeats({ trials }: LoadedRun): Phrase[] {
  if (trials.length < 2 || trials.some((trial) => trial.result.repeat > 1)) return [];
  return [
    say`Every cell of the matrix ran once, so the noise between runs is unknown: only factors of ${String(smallestFactorOfFewRuns)} and more are called differences.`,
  ];
}

/** Server and generator on one machine take CPU from each other; a reader has to know in every report. */
export function tellPlacement(run: LoadedRun): Phrase {
  const { coLocated, cores } = run.result.environment;
  const placement = coLocated
    ? say`Server and load generator shared this machine's ${count(cores)} cores: they took CPU from each other, so latencies and CPU cost are comparable with one another and no statement about separate machines.`
    : say`Server and load generator ran on different machines.`;
  return [...placement, ...tellClock(run), ...tellFloor(run)];
}

/** Publisher and clients are on this host, so no figure has the other clock in it; the server's own logs do. */
function tellClock({ trials }: LoadedRun): Phrase {
  const known = trials.flatMap(({ result }) => (result.clock === null ? [] : [result.clock]));
  const worst = known.toSorted((a, b) => b.boundUs - a.boundUs)[0];
  if (worst === undefined) return [];
  const { offsetUs, boundUs } = worst;
  const offset =
    Math.abs(offsetUs) <= boundUs
      ? say`this machine's, as far as can be told: within ${us(2 * boundUs)}`
      : say`${us(Math.abs(offsetUs))} ${offsetUs > 0 ? 'ahead of' : 'behind'} this machine's, within ± ${us(boundUs)}, throughout a trial`;
  return say` The server's clock was ${offset}; latencies and round trips are on this machine's alone.`;
}

/** What is left when there is nothing to measure: smaller differences than that are the instrument's own. */
function tellFloor({ result }: LoadedRun): Phrase {
  if (result.floor === null) return [];
  const floors = result.floor.map(
    ({ clients, transport, deliveryLatencyUs, framingPerMessage }) =>
      say`with ${count(clients)} ${transportTitles[transport]} ${clients === 1 ? 'client' : 'clients'} p50 ${us(deliveryLatencyUs.p50)}, p99 ${us(deliveryLatencyUs.p99)}, ${bytes(framingPerMessage)} of framing per message`,
  );
  return say` Floor of this machine, an idle server measured before the first trial: ${list(floors, '; ', '; ')}.`;
}
