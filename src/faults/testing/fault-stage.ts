import { SteppedTime } from '../../load/testing/stepped-time.js';
import type { FaultContext, LiftFilter, ServerUnderFault } from '../fault.js';

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
  /** How long the server takes to drain. */
  readonly drainTakesUs?: number;
  /** Its processes; one unless told. */
  readonly processes?: number;
}

/** Everything a fault may lay hands on, writing down what it does with it. */
export function stageFault(settings: StageSettings = {}): StagedFault {
  const time = new SteppedTime(1_000);
  const abort = new AbortController();
  const log: string[] = [];
  const putUp = (what: string): LiftFilter => {
    log.push(what);
    let isUp = true;
    return async () => {
      if (isUp) log.push(`lift ${what}`);
      isUp = false;
      return { seen: 9, dropped: 3 };
    };
  };
  const context: FaultContext = {
    clock: time,
    seed: settings.seed ?? 1,
    clients: settings.clients ?? 10,
    occurrence: settings.occurrence ?? 0,
    signal: abort.signal,
    server: stageServer(settings, time, log),
    load: {
      cut: (clients, how) => void log.push(`cut ${clients.length} ${how}: ${clients.join(' ')}`),
      async locate(clients) {
        // Every other client has a connection.
        return clients
          .filter((client) => client % 2 === 0)
          .map((client) => ({ client, address: '127.0.0.1', port: 4_000 + client, serverPort: 80 }));
      },
      vanish: (sockets) => void log.push(`vanish ${sockets.map(({ port }) => port).join(' ')}`),
      wake: (clients) => void log.push(`wake ${clients.join(' ')}`),
    },
    network: {
      blackhole: async (lengthUs) => putUp(`blackhole ${lengthUs}`),
      lose: async (share, lengthUs) => putUp(`lose ${share} ${lengthUs}`),
      sever: async (sockets) => putUp(`sever ${sockets.map(({ port }) => port).join(' ')}`),
    },
    prepare: () => void log.push('prepare'),
    begin: ({ description, serverAway, share, clients, process, spreadUs }) =>
      void log.push(
        `begin ${description} | away ${serverAway} | ${share} | ${clients?.length ?? 'unknown'}` +
          `${process === undefined ? '' : ` | ${process.index} of ${process.of}`}` +
          `${spreadUs === undefined ? '' : ` | over ${spreadUs}`}`,
      ),
    end: (readyAtUs) => void log.push(`ready at ${readyAtUs}`),
    over: (endedAtUs, packets) =>
      void log.push(
        `over at ${endedAtUs}${packets ? `, ${packets.dropped} of ${packets.seen} packets` : ''}`,
      ),
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
  };
  return { context, log, time, abort };
}

/** Of several processes each says which it is. */
function stageServer(settings: StageSettings, time: SteppedTime, log: string[]): ServerUnderFault {
  const { processes = 1 } = settings;
  const whole = stageProcess('', settings, time, log);
  const parts = Array.from({ length: processes }, (_, index) =>
    stageProcess(`${index}: `, settings, time, log),
  );
  return processes === 1 ? whole : { ...whole, processes: parts };
}

function stageProcess(
  name: string,
  settings: StageSettings,
  time: SteppedTime,
  log: string[],
): ServerUnderFault {
  const own: ServerUnderFault = {
    get processes() {
      return [own];
    },
    listening: settings.listening ?? true,
    async end(mode) {
      log.push(`${name}end ${mode}`);
      time.advanceTo(time.nowUs() + (settings.endTakesUs ?? 0));
    },
    async replace(warmUpUs = 0) {
      log.push(`${name}replace at ${time.nowUs()}${warmUpUs === 0 ? '' : `, warm after ${warmUpUs}`}`);
      return time.nowUs() + 5;
    },
    async disconnect(share, how, seed) {
      log.push(`${name}disconnect ${share} ${how} ${seed}`);
    },
    async freeze() {
      if (settings.listening === false) return undefined;
      log.push(`${name}freeze`);
      return () => void log.push(`${name}thaw`);
    },
    async drain(ratePerSecond, shut) {
      log.push(`${name}drain ${ratePerSecond}${shut ? ', shut' : ''}`);
      time.advanceTo(time.nowUs() + (settings.drainTakesUs ?? 0));
    },
  };
  return own;
}
