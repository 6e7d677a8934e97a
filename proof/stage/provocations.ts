import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostClock } from '../../src/system/clock.js';
import { controlAddress, paths } from '../../src/wire/protocol.js';
import { lowerDescriptors, narrowPorts } from './lower-limits.js';
import type { StagedRun, StageSettings } from './staged-run.js';

/** A trial in which one rule of validity is broken for real, by something done to its processes or asked of its machine. */
export interface Provocation {
  readonly subject: string;
  /** The rule that must notice. */
  readonly code: string;
  /** A word of the finding's message that names the cause, where one code has several. */
  readonly says?: string;
  readonly yaml: string;
  readonly settings?: StageSettings;
  /** What it needs of this machine. */
  readonly needsRoot?: boolean;
  /** What is done to the run while it goes on. */
  act?(run: StagedRun): Promise<void>;
}

interface Shape {
  duration?: string;
  transport?: string;
  clients?: string;
  publish?: string;
  more?: string;
}

/** A short trial that is valid when nobody disturbs it. */
export function writeScenario({
  duration = '1500ms',
  transport = 'sse',
  clients,
  publish,
  more = '',
}: Shape = {}): string {
  return `name: provoked
transport: ${transport}
clients: ${clients ?? '{ count: 20, rampUp: 200ms, subscribeWithin: 1s }'}
publish: ${publish ?? '{ rate: 50/s }'}
reconnect: { policy: fixed, delay: 500ms }
warmUp: 300ms
duration: ${duration}
drain: 500ms
${more}`;
}

const lettingSettleMs = 200;
/** So that what is done to a run in its steady phase is done before that ends, on a slow machine too. */
const longEnough = '3s';

export const provocations: readonly Provocation[] = [
  {
    subject: 'publisher stopped for 80 ms',
    code: 'SEND_LAG',
    yaml: writeScenario({ duration: longEnough }),
    act: (run) => pause(run, 'publisher', 80),
  },
  {
    subject: 'one load process with 90,000 deliveries a second',
    code: 'GENERATOR_BUSY',
    yaml: writeScenario({
      transport: 'websocket',
      clients: '{ count: 1500, rampUp: 1s, subscribeWithin: 2s }',
      publish: '{ rate: 60/s }',
    }),
    settings: { args: ['--workers', '1'] },
  },
  {
    subject: 'load process stopped for 300 ms',
    code: 'GENERATOR_STALL',
    yaml: writeScenario({ duration: longEnough }),
    act: (run) => pause(run, 'load', 300),
  },
  {
    subject: 'half a million messages a second',
    code: 'RATE_NOT_ACHIEVED',
    yaml: writeScenario({ clients: '{ count: 1 }', publish: '{ rate: 500000/s, payload: 50B }' }),
  },
  {
    subject: '150 clients, 100 descriptors in the load process',
    code: 'RESOURCES_EXHAUSTED',
    says: 'connection attempts failed',
    yaml: writeScenario({ clients: '{ count: 150, rampUp: 1s, subscribeWithin: 500ms }' }),
    settings: { args: ['--workers', '1'] },
    act: async (run) => lowerDescriptors((await run.findProcess('load')).pid, 100),
  },
  {
    subject: '250 clients, 200 descriptors in every process',
    code: 'RESOURCES_EXHAUSTED',
    says: 'the server process ran out',
    yaml: writeScenario({ clients: '{ count: 250, rampUp: 1s, subscribeWithin: 500ms }' }),
    settings: { wrapper: ['prlimit', '--nofile=200:200'], args: ['--ignore-limits'] },
  },
  {
    subject: '60 clients, 50 ports',
    code: 'RESOURCES_EXHAUSTED',
    says: 'EADDRNOTAVAIL',
    needsRoot: true,
    yaml: writeScenario({ clients: '{ count: 60, rampUp: 500ms, subscribeWithin: 500ms }' }),
    settings: { wrapper: narrowPorts(20_000, 20_049), args: ['--ignore-limits', '--source-addresses', '1'] },
  },
  {
    subject: '500 clients at once, backlog 1',
    code: 'LISTEN_OVERFLOW',
    yaml: writeScenario({
      clients: '{ count: 500, rampUp: 0s, subscribeWithin: 2s }',
      more: 'server: { backlog: 1 }\n',
    }),
  },
  {
    subject: 'a message of the same tag from elsewhere',
    code: 'LEDGER_CONTRADICTED',
    yaml: writeScenario({ duration: longEnough }),
    act: publishForeign,
  },
  {
    subject: 'a foreign client of the port',
    code: 'CONNECTIONS_DISAGREE',
    yaml: writeScenario({ duration: longEnough }),
    act: connectForeign,
  },
  {
    subject: 'server killed',
    code: 'SERVER_DIED',
    yaml: writeScenario({ duration: longEnough }),
    act: async (run) => {
      await run.inPhase('steady');
      process.kill((await run.findProcess('server')).pid, 'SIGKILL');
    },
  },
  {
    subject: 'interrupted in the warm-up',
    code: 'NO_STEADY_PHASE',
    yaml: writeScenario().replace('warmUp: 300ms', 'warmUp: 20s'),
    act: async (run) => {
      await run.inPhase('warm-up');
      await sleep(lettingSettleMs);
      process.kill(run.pid, 'SIGINT');
    },
  },
];

/** Stops a process for a while in the steady phase, as a machine that is short of cores would. */
async function pause(run: StagedRun, role: 'publisher' | 'load', ms: number): Promise<void> {
  await run.inPhase('steady');
  const { pid } = await run.findProcess(role);
  await sleep(lettingSettleMs);
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(ms);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** Listens as one more client until it knows the trial's tag, then publishes under it what the publisher never sent. */
async function publishForeign(run: StagedRun): Promise<void> {
  const port = await findPort(run);
  await run.inPhase('steady');
  const tag = await overhearTag(port);
  const payload = `sq1:${tag}:9999999999:${String(hostClock.nowUs()).padStart(16, '0')}:`;
  const posted = request({
    host: '127.0.0.1',
    port,
    path: paths.publish,
    method: 'POST',
    localAddress: controlAddress,
    agent: false,
  });
  posted.end(payload);
  const [answer] = await once(posted, 'response');
  answer.resume();
}

async function overhearTag(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, localAddress: controlAddress });
  try {
    socket.write(`GET ${paths.sse} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
    let heard = '';
    for await (const chunk of socket) {
      heard += String(chunk);
      const tag = heard.match(/sq1:([0-9a-f]{8}):/)?.[1];
      if (tag !== undefined) return tag;
    }
    throw new Error('the server ended the stream');
  } finally {
    socket.destroy();
  }
}

/** Holds a connection open that the run's clients know nothing of, through the whole steady phase. */
async function connectForeign(run: StagedRun): Promise<void> {
  const port = await findPort(run);
  await run.inPhase('warm-up');
  const socket: Socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  void run.ended.finally(() => socket.destroy());
  await once(socket, 'connect');
}

async function findPort(run: StagedRun): Promise<number> {
  const { commandLine } = await run.findProcess('server');
  return Number(commandLine[commandLine.indexOf('--port') + 1]);
}
