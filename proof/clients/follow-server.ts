import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { findServerPort } from '../../src/system/ports.js';
import { controlAddress, paths } from '../../src/wire/protocol.js';
import type { TransportName } from '../../src/wire/transport-names.js';
import { ServerProcess } from '../../src/workers/server-process.js';
import type { Follower, FollowLog, Sighting } from './follower.js';

const host = '127.0.0.1';

/**
 * What happens to the clients between two rounds of messages: the server ends their connections in order or with a RST,
 * restarts in order with its history, or is killed and comes back without.
 */
export type Interruption = 'close' | 'reset' | 'restart' | 'crash';

export interface FollowPlan {
  readonly transport: TransportName;
  /** Messages in each round: one round at the start and one after each interruption. */
  readonly messagesPerRound: number;
  readonly interruptions: readonly Interruption[];
  /** For the server's history file. */
  readonly directory: string;
  startFollowers(url: string): Promise<readonly Follower[]>;
}

export interface FollowOutcome {
  /** The server's answers to the publications, with what was published. */
  readonly published: readonly Sighting[];
  readonly logs: readonly (FollowLog & { readonly name: string })[];
}

/** Long enough for any client to come back; who has not by then is reported as it is. */
const patienceMs = 60_000;

/**
 * Lets clients follow one reference server through interruptions. The messages of each round are published right after
 * the interruption, while the clients still wait to come back: they have to be resumed with.
 */
export async function followServer(plan: FollowPlan): Promise<FollowOutcome> {
  const { transport, messagesPerRound, interruptions, directory } = plan;
  const port = await findServerPort(host);
  const url = `http://${host}:${port}`;
  const lives = [1, ...interruptions.filter((kind) => kind === 'restart' || kind === 'crash')].map(
    () =>
      new ServerProcess(
        listArguments(transport, port, join(directory, `${transport}.history`)),
        () => undefined,
      ),
  );
  const published: Sighting[] = [];
  const followers: Follower[] = [];
  try {
    await lives[0]?.listen();
    followers.push(...(await plan.startFollowers(url)));
    await waitForLogs(followers, ({ subscriptions }) => subscriptions > 0);
    await publishRound(url, messagesPerRound, published);
    let life = 0;
    for (const interruption of interruptions) {
      await waitForLogs(followers, ({ seen }) => seen.length >= published.length);
      if (interruption === 'restart' || interruption === 'crash') {
        const ending = lives[life++];
        if (interruption === 'crash') ending?.kill('SIGKILL');
        else await ending?.stop();
        await ending?.exited;
        await lives[life]?.listen();
      } else await post(`${url}${paths.disconnect}?share=1&how=${interruption}`, '');
      await publishRound(url, messagesPerRound, published);
    }
    await waitForLogs(followers, ({ seen }) => seen.length >= published.length);
    const logs = await Promise.all(
      followers.map(async (follower) => ({ name: follower.name, ...(await follower.readLog()) })),
    );
    // A copy: clients that are still there go on writing into theirs.
    return {
      published,
      logs: structuredClone(
        logs.map(({ name, seen, subscriptions, replayed }) => ({ name, seen, subscriptions, replayed })),
      ),
    };
  } finally {
    await Promise.all(followers.map((follower) => follower.stop()));
    await Promise.all(lives.map((life) => life.stop()));
  }
}

function listArguments(transport: TransportName, port: number, historyFile: string): string[] {
  // Clients that go by the server's word come back after a fifth of a second.
  return [
    '--transport',
    transport,
    '--host',
    host,
    '--port',
    String(port),
    '--history-file',
    historyFile,
    '--retry',
    '200ms',
  ];
}

async function publishRound(url: string, count: number, published: Sighting[]): Promise<void> {
  for (let index = 0; index < count; index++) {
    const payload = `message ${published.length + 1}: ${'.'.repeat(index % 7)}`;
    const { cursor } = (await post(url + paths.publish, payload)) as { cursor: string };
    published.push([cursor, payload]);
  }
}

/** On a connection of its own: one shared with a client that polls would be cut with it. */
async function post(url: string, body: string): Promise<unknown> {
  const posted = request(url, { method: 'POST', localAddress: controlAddress, agent: false }).end(body);
  const [response] = (await once(posted, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${url} was answered ${response.statusCode}`);
  return json(response);
}

async function waitForLogs(
  followers: readonly Follower[],
  isDone: (log: FollowLog) => boolean,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (const follower of followers) {
    while (!isDone(await follower.readLog()) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
