import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type ByteSplit, emptyByteSplit } from '../../src/metrics/byte-split.js';
import { hostClock } from '../../src/system/clock.js';
import { DueQueue } from '../../src/system/due-queue.js';
import { createTransport } from '../../src/transports/create-transport.js';
import type { ConnectionHandlers, TransportName } from '../../src/transports/transport.js';
import { ServedProcess } from '../served-process.js';
import { openTls, readKeyLog, recordFramingBytes } from './decrypt-tls.js';
import { predictPoll } from './predict-poll.js';
import { predictSse } from './predict-sse.js';
import { predictWebSocket } from './predict-websocket.js';
import { addStretches, noBytes, type PredictedStreams, type StreamPart } from './predicted-bytes.js';
import { type WireRecord, WireRecorder } from './record-wire.js';

/** One payload size: what Squall's clients counted, and what the recorded wire says. */
export interface WireMeasurement {
  readonly payloadBytes: number;
  readonly deliveries: number;
  readonly measured: ByteSplit;
  readonly predicted: Record<StreamPart, number> & { readonly received: number; readonly sent: number };
}

const clients = 2;
const messages = 3;
const patienceMs = 60_000;
const heartbeat = '100ms';

const predictors: Record<TransportName, (up: Buffer, down: Buffer) => PredictedStreams> = {
  websocket: predictWebSocket,
  sse: predictSse,
  'long-poll': predictPoll,
  'short-poll': predictPoll,
};

/**
 * Runs Squall's clients of one transport against a server through a recording proxy, once per payload size, and explains every
 * recorded byte with the predictors, which share no code with the clients' meters.
 */
export async function measureWire(
  transport: TransportName,
  tls: boolean,
  sizes: readonly number[],
  directory: string,
): Promise<WireMeasurement[]> {
  const keyLog = join(directory, `${transport}-keys.log`);
  const server = await ServedProcess.start(
    ['--transport', transport, '--heartbeat', heartbeat, ...(tls ? ['--tls'] : [])],
    tls ? [`--tls-keylog=${keyLog}`] : [],
  );
  try {
    const sessions = [];
    for (const payloadBytes of sizes) sessions.push(await runSession(transport, server, payloadBytes));
    // The key log is complete once the process that writes it is gone.
    await server.stop();
    const keys = tls ? readKeyLog(await readFile(keyLog, 'utf8')) : undefined;
    return sessions.map(({ records, ...session }) => ({
      ...session,
      predicted: predictSplit(records, predictors[transport], keys),
    }));
  } finally {
    await server.stop();
  }
}

async function runSession(name: TransportName, server: ServedProcess, payloadBytes: number) {
  const { port, certificate } = server.ready;
  const recorder = await WireRecorder.start(port, name === 'websocket');
  const measured = emptyByteSplit();
  const due = new DueQueue(hostClock);
  const transport = createTransport(name, {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${recorder.port}`,
    certificate,
    clock: hostClock,
    due,
    bytes: measured,
    connectTimeoutUs: patienceMs * 1000,
    poll: { periodUs: 40_000, originUs: hostClock.nowUs(), phaseUs: (client) => client * 10_000 },
    holdUs: 100_000,
  });
  const audience = Array.from({ length: clients }, (_, client) => {
    const counts = new DeliveryCount();
    const connection = transport.connect({ client, cursor: undefined, localAddress: undefined }, counts);
    counts.onLastResponse = () => connection.close('close');
    return { counts, connection };
  });
  await waitFor(() => audience.every(({ counts }) => counts.subscribed));
  for (let sent = 1; sent <= messages; sent++) {
    await server.publish('x'.repeat(payloadBytes));
    await waitFor(() => audience.every(({ counts }) => counts.messages === sent));
  }
  // Long enough for heartbeats, and for polls that bring nothing.
  await sleep(150);
  if (name === 'sse') await waitForSilence(recorder);
  for (const { counts, connection } of audience) {
    if (name === 'long-poll' || name === 'short-poll') counts.closing = true;
    else connection.close('close');
  }
  await waitFor(() => audience.every(({ counts }) => counts.closed));
  await transport.settle(patienceMs);
  due.clear();
  const records = await recorder.finish();
  return { payloadBytes, deliveries: clients * messages, measured, records };
}

function predictSplit(
  records: readonly WireRecord[],
  predict: (up: Buffer, down: Buffer) => PredictedStreams,
  keys: ReadonlyMap<string, Buffer> | undefined,
): WireMeasurement['predicted'] {
  const parts = noBytes();
  let [received, sent] = [0, 0];
  for (const { up, down } of records) {
    sent += up.length;
    received += down.length;
    const opened = keys && {
      up: openTls('CLIENT', up, down, keys),
      down: openTls('SERVER', up, down, keys),
    };
    parts.setup += opened === undefined ? 0 : opened.up.otherBytes + opened.down.otherBytes;
    const streams = predict(opened?.up.plaintext ?? up, opened?.down.plaintext ?? down);
    addStretches(parts, streams.up, opened?.up.recordEnds ?? [], recordFramingBytes);
    addStretches(parts, streams.down, opened?.down.recordEnds ?? [], recordFramingBytes);
  }
  return { ...parts, received, sent };
}

class DeliveryCount implements ConnectionHandlers {
  subscribed = false;
  messages = 0;
  closing = false;
  closed = false;
  onLastResponse: () => void = () => undefined;

  onSubscribed(): void {
    this.subscribed = true;
  }

  onMessage(): void {
    this.messages++;
  }

  /** With an answer just read and no poll under way, nothing is on the wire when a polling client closes. */
  onPollResponse(): void {
    if (this.closing) this.onLastResponse();
  }

  onPollsSkipped(): void {}

  onClosed(): void {
    this.closed = true;
  }
}

async function waitFor(condition: () => boolean): Promise<void> {
  const until = Date.now() + patienceMs;
  while (!condition()) {
    if (Date.now() > until) throw new Error('the clients did not get what was published');
    await sleep(1);
  }
}

/**
 * Waits for a moment between two heartbeats: a streaming client that closes does not read what is on its way, so nothing may be.
 */
async function waitForSilence(recorder: WireRecorder): Promise<void> {
  let isSilent = false;
  while (!isSilent) {
    await sleep(1);
    // What had arrived by now has been read by then.
    await nextTurn();
    isSilent = recorder.listSilencesMs().every((silenceMs) => silenceMs >= 10 && silenceMs <= 60);
  }
}
