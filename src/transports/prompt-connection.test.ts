import { afterEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../servers/server.js';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { answerEnd, encodeToken, formatAnswerWish } from '../wire/tokens.js';
import { RecordingHandlers, until } from './testing/recording-handlers.js';
import { TransportRig } from './testing/transport-rig.js';
import type { AnswerHandlers, Asker } from './transport.js';

let server: RunningServer | undefined;
afterEach(() => server?.stop());

class RecordingAnswers implements AnswerHandlers {
  asker: Asker | undefined;
  readonly told: string[] = [];

  onReady(asker: Asker): void {
    this.asker = asker;
  }

  onToken(data: string): void {
    this.told.push(data);
  }

  onAnswerEnd(): void {
    this.told.push('end');
  }

  onAnswerRefused(status: number): void {
    this.told.push(`status ${status}`);
  }
}

async function open(tls: boolean) {
  server = await startServer({ transport: 'sse', tls });
  const rig = new TransportRig('sse', server.url, { certificate: server.certificate, asksForAnswers: true });
  const [recording, answers] = [new RecordingHandlers(), new RecordingAnswers()];
  const request = {
    client: 0,
    cursor: undefined,
    localAddress: undefined,
    answers: { id: 'a', handlers: answers },
  };
  const connection = rig.transport.connect(request, recording);
  await until(() => answers.asker !== undefined);
  const ask = (prompt: number, lastToken?: number): void => {
    const wish = { prompt, tokens: 3, tokensPerSecond: 500, tokenBytes: 40, thinkUs: 0 };
    answers.asker?.ask(formatAnswerWish(wish), 'why?', lastToken);
  };
  return { rig, recording, answers, connection, ask };
}

const tokens = (prompt: number, ...indices: number[]): string[] => [
  ...indices.map((index) => encodeToken(prompt, index, 40)),
  answerEnd,
  'end',
];

describe.each([false, true])('a connection for prompts, TLS %s', (tls) => {
  it('brings answer after answer, and their bytes add up', async () => {
    const { rig, recording, answers, connection, ask } = await open(tls);
    expect(recording.subscribed).toBe(true);
    ask(0);
    await until(() => answers.told.includes('end'));
    ask(1);
    await until(() => answers.told.length === 10);
    expect(answers.told).toEqual([...tokens(0, 0, 1, 2), ...tokens(1, 0, 1, 2)]);
    connection.close('close');
    await rig.finish();
    const { bytes } = rig.context;
    expect(bytes.payload).toBe(2 * ('why?'.length + 3 * 40 + answerEnd.length));
    expect(bytes.requests).toBeGreaterThan(0);
    expect(bytes.framing).toBeGreaterThan(0);
    expect(unaccountedBytes(bytes)).toBe(0);
    expect(recording.violations).toEqual([]);
  });

  it('goes on after a token, and counts its bytes when it is cut off in the middle', async () => {
    const { rig, answers, connection, ask } = await open(tls);
    ask(0, 1);
    await until(() => answers.told.includes('end'));
    expect(answers.told).toEqual(tokens(0, 2));
    const slow = { prompt: 1, tokens: 100, tokensPerSecond: 100, tokenBytes: 40, thinkUs: 0 };
    answers.asker?.ask(formatAnswerWish(slow), 'why?', undefined);
    await until(() => answers.told.length > 5);
    connection.close('reset');
    await rig.finish();
    expect(unaccountedBytes(rig.context.bytes)).toBe(0);
  });

  it('tells when the server will not answer', async () => {
    const { rig, answers, connection } = await open(tls);
    answers.asker?.ask('prompt=0', 'why?', undefined);
    await until(() => answers.told.length > 0);
    expect(answers.told).toEqual(['status 400']);
    connection.close('close');
    await rig.finish();
    expect(unaccountedBytes(rig.context.bytes)).toBe(0);
  });
});
