import { count, list, type Phrase, perSecond, say, us } from '../report/phrase.js';
import type { Verdict } from '../report/report-model.js';
import { type Choice, listBroken, readPeak } from './choose-candidate.js';
import type { Finding, JudgedCandidate } from './judge-candidate.js';
import { quantify, tellFigure, tellLimit } from './tell-limit.js';

/** Others of a kind beyond these stand in the table only. */
const mostTold = 3;

/** The recommendation for one situation, the runner-ups, and why not. */
export function tellChoice(topic: string, choice: Choice): Verdict {
  const { best } = choice;
  return best === undefined
    ? { topic, headline: tellNone(choice), details: [...tellNearest(choice), ...tellUnknown(choice)] }
    : {
        topic,
        headline: tellBest(best, choice),
        details: [
          ...tellRunnersUp(best, choice.runnersUp),
          ...tellSmaller(best, choice.refused),
          ...tellUnknown(choice),
        ],
      };
}

function tellBest({ candidate, findings }: JudgedCandidate, choice: Choice): Phrase {
  const tried = choice.runnersUp.length + choice.refused.length + 1;
  const kept = findings.map(
    (finding) =>
      say`${tellFigure(finding)} (limit ${quantify(finding.limit, finding.limit.threshold.value)})`,
  );
  return say`Take ${candidate.name}: of ${count(tried)} settings tried, the smallest window, ${us(candidate.windowUs)}, that keeps within every limit: ${list(kept, '; ', '; ')}.`;
}

function tellRunnersUp(best: JudgedCandidate, others: readonly JudgedCandidate[]): Phrase[] {
  const told = others
    .slice(0, mostTold)
    .map(
      (other) =>
        say`Runner-up ${other.candidate.name}: within every limit too, but ${tellWorse(best, other)}.`,
    );
  const more = others.length - told.length;
  return more > 0 ? [...told, say`${count(more)} more keep within every limit with larger windows.`] : told;
}

function tellWorse(best: JudgedCandidate, other: JudgedCandidate): Phrase {
  const [bestUs, otherUs] = [best.candidate.windowUs, other.candidate.windowUs];
  if (otherUs > bestUs) return say`its window is ${us(otherUs)}`;
  const [low, high] = [readPeak(best), readPeak(other)];
  return high > low
    ? say`over the same window its peak is ${perSecond(high)} against ${perSecond(low)}`
    : say`over the same window it is no gentler`;
}

/** Why a smaller window, or an equal one, is not advised: the largest of those first. */
function tellSmaller(best: JudgedCandidate, refused: readonly JudgedCandidate[]): Phrase[] {
  return refused
    .filter(({ candidate }) => candidate.windowUs <= best.candidate.windowUs)
    .sort((a, b) => b.candidate.windowUs - a.candidate.windowUs)
    .slice(0, mostTold)
    .map((entry) => say`Not ${entry.candidate.name}: ${tellBroken(entry)}.`);
}

function tellBroken(entry: JudgedCandidate): Phrase {
  return list(listBroken(entry).map(tellBreach), '; ', '; ');
}

function tellBreach(finding: Finding): Phrase {
  if (finding.standing !== 'close')
    return say`${tellFigure(finding)}, where ${tellLimit(finding.limit)} was asked for`;
  const { limit, foreseen, margin } = finding;
  const { value } = limit.threshold;
  const near = say`${tellFigure(finding)}: too near the limit of ${quantify(limit, value)} to be told from it`;
  return foreseen === null
    ? say`${near} (the repeats range over ${quantify(limit, margin)})`
    : say`${near} (what is foreseen has to stay under ${quantify(limit, value * (1 - margin))})`;
}

function tellNone({ refused }: Choice): Phrase {
  const tried = refused.length;
  if (tried === 0) return say`Nothing can be advised: not one trial is valid.`;
  return say`None of these: not one of the ${count(tried)} settings tried keeps within every limit.`;
}

function tellNearest({ refused }: Choice): Phrase[] {
  const [nearest, ...others] = refused;
  if (nearest === undefined) return [];
  return [
    say`Nearest is ${nearest.candidate.name}: ${tellBroken(nearest)}. ${tellNeeded(nearest)}`,
    ...others.slice(0, mostTold - 1).map((entry) => say`Not ${entry.candidate.name}: ${tellBroken(entry)}.`),
  ];
}

/** Which limits would admit the nearest. */
function tellNeeded(nearest: JudgedCandidate): Phrase {
  const broken = listBroken(nearest);
  if (broken.some(({ needed }) => needed === null)) {
    return say`No other value of the limit would admit it: try larger windows, a longer trial or fewer clients.`;
  }
  const limits = broken.map(({ limit, needed }) => tellLimit(limit, needed ?? 0));
  return say`It would do if the limit were ${list(limits)}.`;
}

function tellUnknown({ unknown }: Choice): Phrase[] {
  return unknown.map(({ candidate }) => {
    const [first] = candidate.leftOut;
    const why = first?.reasons[0] ?? 'interrupted';
    return say`Nothing is said of ${candidate.name}: no valid trial (${first?.trial ?? ''}: ${why}).`;
  });
}
