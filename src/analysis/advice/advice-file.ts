import type { Advice, TransportAdvice } from './build-advice.js';
import type { Finding, JudgedCandidate } from './judge-candidate.js';
import type { StormAdvice } from './storm-advice.js';

export const adviceSchema = 'squall/advice@1';

/** The advice as data for scripts: `advice.json`. Durations in microseconds, rates per second, shares from 0 to 1. */
export function describeAdvice({ runs, limits, storms, transports }: Advice): Record<string, unknown> {
  return {
    schema: adviceSchema,
    runs: runs.map(({ result }) => result.run.id),
    limits: limits.map(({ written, threshold: { metric, comparison, value } }) => ({
      written,
      metric,
      comparison,
      value,
    })),
    reconnect: storms.map(describeStorm),
    transports: transports === undefined ? null : describeTransports(transports),
  };
}

function describeTransports({ requirements, ranked }: TransportAdvice): Record<string, unknown> {
  const [first] = ranked;
  return {
    requirements,
    advised: first?.group !== undefined && first.meets ? first.transport : null,
    ranked: ranked.map(({ transport, group, meets, findings, measured, spreads, behind }) => ({
      transport,
      measuredIn: group?.trials.map(({ result }) => result.id) ?? [],
      meets,
      behind,
      figures: Object.fromEntries(spreads),
      measured,
      rules: findings.map(({ rule, weight }) => ({ id: rule.id, weight, source: rule.source })),
    })),
  };
}

function describeStorm({ situation, judged, choice }: StormAdvice): Record<string, unknown> {
  return {
    situation,
    advised: choice.best?.candidate.name ?? null,
    windowUs: choice.best?.candidate.windowUs ?? null,
    runnersUp: choice.runnersUp.map(({ candidate }) => candidate.name),
    nearest: choice.best === undefined ? (choice.refused[0]?.candidate.name ?? null) : null,
    settings: judged.map(describeCandidate),
  };
}

function describeCandidate({ candidate, findings, isWithin }: JudgedCandidate): Record<string, unknown> {
  const { name, settings, windowUs, trials, foreseen, leftOut } = candidate;
  return {
    name,
    policy: settings.policy,
    windowUs,
    isWithin,
    trials: trials.map((trial, at) => ({
      id: trial.result.id,
      seed: trial.result.seed,
      peakPerSecond: trial.result.storm.peakAttemptsPerSecond,
      backUs: trial.result.storm.backUs.fromDisconnect,
      lost: trial.result.ledger.lost,
      foreseen: foreseen[at] ?? null,
    })),
    leftOut,
    findings: findings.map(describeFinding),
  };
}

function describeFinding({
  limit,
  standing,
  measured,
  foreseen,
  margin,
  needed,
}: Finding): Record<string, unknown> {
  return { limit: limit.written, standing, measured, foreseen, margin, needed };
}
