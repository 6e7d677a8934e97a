import { SteppedTime } from '../../load/testing/stepped-time.js';
import type { FaultContext } from '../fault.js';

export interface StagedFault {
  readonly context: FaultContext;
  /** What the fault did, in order. */
  readonly log: readonly string[];
  readonly time: SteppedTime;
  readonly abort: AbortController;
}

export interface StageSettings {
  readonly clients?: number;
  readonly seed?: number;
  readonly occurrence?: number;
  /** Whether the server is there; true by default. */
  readonly listening?: boolean;
  /** How long the server takes to end once told to. */
  readonly endTakesUs?: number;
}

/** Everything a fault may lay hands on, writing down what it does with it. */
export function stageFault(settings: StageSettings = {}): StagedFault {
  const time = new SteppedTime(1_000);
  const abort = new AbortController();
  const log: string[] = [];
  const context: FaultContext = {
    clock: time,
    seed: settings.seed ?? 1,
    clients: settings.clients ?? 10,
    occurrence: settings.occurrence ?? 0,
    signal: abort.signal,
    server: {
      listening: settings.listening ?? true,
      async end(mode) {
        log.push(`end ${mode}`);
        time.advanceTo(time.nowUs() + (settings.endTakesUs ?? 0));
      },
      async replace() {
        log.push(`replace at ${time.nowUs()}`);
        return time.nowUs() + 5;
      },
      async disconnect(share, how, seed) {
        log.push(`disconnect ${share} ${how} ${seed}`);
      },
    },
    load: { cut: (clients, how) => void log.push(`cut ${clients.length} ${how}: ${clients.join(' ')}`) },
    proxy: {
      async add({ toxic, direction, share }) {
        log.push(`add ${toxic.kind} ${direction} ${share}`);
        return { id: 7, atUs: time.nowUs() };
      },
      async remove(id) {
        log.push(`remove ${id} at ${time.nowUs()}`);
        return time.nowUs() + 3;
      },
    },
    begin: ({ description, serverAway, share, clients }) =>
      void log.push(`begin ${description} | away ${serverAway} | ${share} | ${clients?.length ?? 'unknown'}`),
    end: (readyAtUs) => void log.push(`ready at ${readyAtUs}`),
    over: (endedAtUs) => void log.push(`over at ${endedAtUs}`),
  };
  return { context, log, time, abort };
}
