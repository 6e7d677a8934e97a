import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFileDescriptorLimit } from '../system/environment.js';
import { assumedOwnDescriptors, type OwnDescriptors } from '../system/limits.js';
import { findServerPort } from '../system/ports.js';
import { recruitProcess } from './crew.js';
import { ServerProcess } from './server-process.js';

const host = '127.0.0.1';

/**
 * Counts the descriptors that a server and a load process hold without a client, in processes started for that. They
 * differ between versions of Node.js, which opens several for its event loop.
 * @returns what is assumed where the system does not tell
 */
export async function countOwnDescriptors(): Promise<OwnDescriptors> {
  const [server, worker] = await Promise.all([countOfServer(), countOfWorker()]);
  return {
    server: server ?? assumedOwnDescriptors.server,
    worker: worker ?? assumedOwnDescriptors.worker,
  };
}

async function countOfServer(): Promise<number | undefined> {
  const port = await findServerPort(host);
  const server = new ServerProcess(['--transport', 'sse', '--host', host, '--port', String(port)], () => {});
  try {
    const { pid } = await server.listen();
    return await countSettled(pid);
  } finally {
    await server.stop();
  }
}

async function countOfWorker(): Promise<number | undefined> {
  const { pid, kill } = recruitProcess('load');
  try {
    return pid === undefined ? undefined : await countSettled(pid);
  } finally {
    kill();
  }
}

const lookEveryMs = 50;
const quietLooks = 4;
const mostLooks = 100;

/** `ulimit -n`, which the processes inherit. */
const limit = readFileDescriptorLimit() ?? Number.POSITIVE_INFINITY;

/** The count once it stands still: a process that is starting opens files of its program and closes them again. */
async function countSettled(pid: number): Promise<number | undefined> {
  let [last, quiet] = [-1, 0];
  for (let look = 0; look < mostLooks && quiet < quietLooks; look++) {
    await sleep(lookEveryMs);
    const count = await readdir(`/proc/${pid}/fd`).then(
      // The limit bounds a descriptor's number: one inherited from a shell with a higher number takes nothing from it.
      (names) => names.filter((name) => Number(name) < limit).length,
      () => undefined,
    );
    if (count === undefined) return undefined;
    quiet = count === last ? quiet + 1 : 0;
    last = count;
  }
  return last;
}
