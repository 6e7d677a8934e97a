import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { findMissing } from '../../src/network/find-missing.js';
import { openNamespaces } from '../../src/network/namespaces.js';
import { expectSteady } from '../support/expect-steady.js';
import { makeFolder, type ScenarioRun, startSquall } from '../support/run-squall.js';
import { runUndisturbed } from '../support/run-undisturbed.js';

const clients = 10;

/**
 * A client that ends while its poll is being answered leaves that answer unread, which is on the wire but in no byte meter. A
 * trial ends on a report of its workers, right after a full 100 ms; with this seed every poll is due 45 to 85 ms after one.
 */
const seed = 10_067;

function writeScenario(transports: string, duration = '1s'): string {
  return `name: wire
seed: ${seed}
clients: { count: ${clients}, rampUp: 100ms }
publish: { rate: 20/s, payload: 200B }
warmUp: 200ms
duration: ${duration}
drain: 20s
poll: { period: 1s }
matrix: { transport: [${transports}] }
`;
}

/** What the network says of itself that accounts for bytes beside those of the formula. */
function findMishap({ result }: ScenarioRun): string | undefined {
  const directions = result.trials.flatMap(({ wire }) =>
    wire === undefined ? [] : [wire.sent, wire.received],
  );
  if (directions.some(({ retransmittedSegments }) => retransmittedSegments > 0))
    return 'the kernel sent a segment once more';
  if (directions.some(({ unexplainedBytes, resets }) => unexplainedBytes !== 0 && (resets ?? 0) > 0))
    return 'a client ended with an answer unread, which the kernel tells the server by a reset';
  return undefined;
}

/** A group of tests that is skipped, by the name of what is missing, where it cannot run. */
function describeWhen(missing: string | undefined, name: string, body: () => void): void {
  describe.skipIf(missing !== undefined)(missing === undefined ? name : `${name}: ${missing}`, body);
}

/** Links to namespaces that this process, or the one given, has made. */
function listLinks(pid = process.pid): string[] {
  return readdirSync('/sys/class/net').filter((name) => name.startsWith(`squall${pid}-`));
}

async function runNode(prefix: readonly string[], script: string): Promise<string> {
  const [program = '', ...args] = [...prefix, process.execPath, '-e', script];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return output.trim();
}

describeWhen(findMissing('namespaces'), 'counted at an interface between namespaces', () => {
  it('every byte is a segment header or one that the byte meters counted', async () => {
    const { result, folder, stdout } = await runUndisturbed(
      writeScenario('websocket, sse, long-poll, short-poll'),
      findMishap,
      '--wire=namespaces',
    );
    expect(result.trials).toHaveLength(4);
    for (const { id, wire, bytes, ledger, connections } of result.trials) {
      expect({ id, lost: ledger.lost, complete: wire?.complete }).toEqual({ id, lost: 0, complete: true });
      expectSteady(connections.steady, clients);
      for (const direction of ['sent', 'received'] as const) {
        const on = wire?.[direction];
        const segments = on?.segments ?? 0;
        expect(segments).toBeGreaterThan(clients * 4);
        expect({ id, direction, ...on }).toMatchObject({
          ipBytes: segments * 52 + clients * 8 + bytes[direction],
          tcpSegments: segments,
          handshakeSegments: clients,
          retransmittedSegments: 0,
          unexplainedBytes: 0,
        });
      }
    }
    expect(stdout).toMatch(/^On the wire .*Bytes \/ message/m);
    const [run = ''] = readdirSync(join(folder, 'reports'));
    const read = (file: string): string => readFileSync(join(folder, 'reports', run, file), 'utf8');
    expect(read('report.html')).toContain('<h3>On the wire</h3>');
    expect(read('report.md')).toContain('<summary>On the wire</summary>');
    expect(read('trials.csv')).toContain(',wire_per_delivered_bytes,');
  });

  it('spreads clients over addresses that all reach the server, and only they are counted', async () => {
    // A hundred thousand need several addresses; three connections, one from each of the first three, tell enough.
    const network = await openNamespaces(100_000);
    try {
      const { host, port, clientAddresses, controlAddress } = network;
      const chosen = clientAddresses.slice(0, 3);
      expect(chosen).toHaveLength(3);
      const server = runNode(
        network.serverPrefix,
        `const s = require('node:net').createServer((c) => { seen.push(c.remoteAddress); c.end('x'); if (seen.length === 4) s.close(() => console.log(JSON.stringify(seen))); }), seen = []; s.listen(${port}, '${host}')`,
      );
      const connect = (localAddress: string): string =>
        `(async () => { for (let i = 0; i < 200; i++) { const done = await new Promise((r) => { const c = require('node:net').connect({ host: '${host}', port: ${port}, localAddress: '${localAddress}' }); c.on('data', () => {}); c.on('error', () => r(false)); c.on('end', () => r(true)); }); if (done) return; await new Promise((r) => setTimeout(r, 50)); } throw new Error('no answer'); })()`;
      await runNode([], connect(controlAddress));
      for (const address of chosen) await runNode(network.workerPrefix, connect(address));
      expect(JSON.parse(await server)).toEqual([controlAddress, ...chosen]);
      const wire = await network.wire?.finish();
      // SYN, acknowledgement, FIN and the acknowledgements of the byte and of the FIN, at most; the server's byte comes with its FIN or before.
      expect(wire).toMatchObject({ complete: true, sent: { handshakeSegments: 3, resets: 0 } });
      const { sent, received } = wire ?? {};
      expect(sent?.ipBytes).toBe((sent?.segments ?? 0) * 52 + 3 * 8);
      expect(received?.ipBytes).toBe((received?.segments ?? 0) * 52 + 3 * 8 + 3);
    } finally {
      await network.close();
    }
    expect(listLinks()).toEqual([]);
  });

  it('leaves nothing behind when interrupted; what a killed run left, the next one removes', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'long.yaml'), writeScenario('sse', '60s'));
    const run = (): ReturnType<typeof startSquall> =>
      startSquall(['run', 'long.yaml', '--wire=namespaces', '--no-report'], folder);
    const pids: number[] = [];
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const running = run();
      pids.push(running.pid);
      await running.until(() => / s steady/.test(running.stderr()), 'the measured part');
      expect(listLinks(running.pid)).toHaveLength(1);
      process.kill(running.pid, signal);
      await running.finished;
      await running.gone();
    }
    expect(pids.flatMap((pid) => listLinks(pid))).toEqual([]);
  });
});

describeWhen(findMissing('sockets'), 'counted by the kernel, socket by socket', () => {
  it('sees all of a connection but its end', async () => {
    const { result } = await runUndisturbed(
      writeScenario('websocket, sse'),
      findMishap,
      '--wire=sockets',
      '--no-report',
    );
    const closeFrames = { sent: 8, received: 4 };
    for (const { labels, wire } of result.trials) {
      expect(wire?.complete).toBe(false);
      for (const direction of ['sent', 'received'] as const) {
        const unseen = labels.transport === 'websocket' ? clients * closeFrames[direction] : 0;
        expect(wire?.[direction]).toMatchObject({
          handshakeSegments: clients,
          retransmittedSegments: 0,
          unexplainedBytes: 0 - unseen,
        });
      }
    }
  });
});
