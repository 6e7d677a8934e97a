import { randomStream } from '../system/random.js';

/**
 * When clients send messages of their own: message i of a client is due at `originUs + phase + i / rate`, whatever became
 * of those before it. Phases come from the seed and the client's number: the same in every process.
 */
export interface EchoGrid {
  readonly seed: number;
  /** Of each client. */
  readonly ratePerSecond: number;
  readonly originUs: number;
  /** No instant at or after this one. */
  readonly endUs: number;
}

/** One message that falls due. */
export interface EchoInstant {
  readonly client: number;
  /** Of the client, from 0. */
  readonly sequence: number;
  readonly dueUs: number;
}

/** Phase of a client's messages within the period of its rate: [0, period). */
export function echoPhaseUs(seed: number, ratePerSecond: number, client: number): number {
  return Math.floor((randomStream(seed, 'echo-phase', client)() * 1e6) / ratePerSecond);
}

/** From phase to message `sequence`; computed anew each time, so that no rounding accumulates. */
export function echoOffsetUs(ratePerSecond: number, sequence: number): number {
  return Math.round((sequence * 1e6) / ratePerSecond);
}

/** All instants of some clients in order of time. */
export function* listEchoInstants(
  { seed, ratePerSecond, originUs, endUs }: EchoGrid,
  clients: readonly number[],
): Generator<EchoInstant, undefined> {
  const turns = clients
    .map((client) => ({ client, phaseUs: echoPhaseUs(seed, ratePerSecond, client) }))
    .sort((a, b) => a.phaseUs - b.phaseUs);
  // Phases lie within one period, so the clients take turns in the same order round after round.
  for (let sequence = 0; turns.length > 0; sequence++) {
    const roundUs = originUs + echoOffsetUs(ratePerSecond, sequence);
    if (roundUs >= endUs) return;
    for (const { client, phaseUs } of turns) {
      if (roundUs + phaseUs >= endUs) break;
      yield { client, sequence, dueUs: roundUs + phaseUs };
    }
  }
}
