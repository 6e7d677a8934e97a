import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import { answerEnd, encodeToken } from '../wire/tokens.js';
import { TokenClient } from './token-client.js';

/** Answers of four tokens, a clock that is set by hand, and a connection that writes down what is asked. */
function setUp(resumes = true) {
  const time = { us: 0 };
  const around = {
    clock: { nowUs: () => time.us },
    tag: '00c0ffee',
    promptBytes: 3,
    wish: { tokens: 4, tokensPerSecond: 10, tokenBytes: 17, thinkUs: 0 },
    resumes,
    firstToken: new LatencyHistogram(),
    gap: new LatencyHistogram(),
    lag: new LatencyHistogram(),
    measureFromUs: 0,
  };
  const client = new TokenClient(7, around);
  const asked: (string | undefined)[] = [];
  const connect = (): void =>
    client.onReady({
      ask: (query, prompt, lastToken) =>
        asked.push(`${prompt} ${query.split('&')[0]}${lastToken === undefined ? '' : ` after ${lastToken}`}`),
    });
  const tell = (prompt: number, ...indices: number[]): void => {
    for (const index of indices) client.onToken(encodeToken(prompt, index, 17));
  };
  const finish = (): void => {
    client.onToken(answerEnd);
    client.onAnswerEnd();
  };
  return { ...around, client, asked, connect, tell, finish, time };
}

describe('a client that asks', () => {
  it('asks one prompt after the other, and counts from when each was due', () => {
    const { client, asked, connect, tell, finish, time, firstToken, gap } = setUp();
    connect();
    client.prompt(0, 0);
    client.prompt(1, 100);
    expect(asked).toEqual(['xxx prompt=0']);
    time.us = 300;
    tell(0, 0);
    time.us = 350;
    tell(0, 1, 2, 3);
    finish();
    expect(asked).toEqual(['xxx prompt=0', 'xxx prompt=1']);
    time.us = 400;
    tell(1, 0);
    expect([firstToken.count, firstToken.summarise().min, firstToken.summarise().max]).toEqual([2, 300, 300]);
    expect([gap.count, gap.summarise().max]).toEqual([3, 50]);
    expect(client.encodeLedger()).toMatchObject({
      due: 2,
      asked: 2,
      completed: 1,
      delivered: 5,
      unfinished: 3,
      lost: 0,
      duplicate: 0,
    });
  });

  it('goes on with an answer that broke off, after the last token it has', () => {
    const { client, asked, connect, tell, finish } = setUp();
    connect();
    client.prompt(0, 0);
    tell(0, 0, 1);
    client.end();
    client.prompt(1, 10);
    connect();
    expect(asked).toEqual(['xxx prompt=0', 'xxx prompt=0 after 1']);
    tell(0, 2, 3);
    finish();
    expect(asked.at(-1)).toBe('xxx prompt=1');
    expect(client.encodeLedger()).toMatchObject({
      completed: 1,
      resumed: 1,
      delivered: 4,
      duplicate: 0,
      lost: 0,
    });
  });

  it('has it come again from the start when it does not say what it has', () => {
    const { client, asked, connect, tell, finish } = setUp(false);
    connect();
    client.prompt(0, 0);
    tell(0, 0, 1);
    client.end();
    connect();
    expect(asked.at(-1)).toBe('xxx prompt=0');
    tell(0, 0, 1, 2, 3);
    finish();
    expect(client.encodeLedger()).toMatchObject({ delivered: 4, duplicate: 2, lost: 0, unfinished: 0 });
  });

  it('counts tokens that are passed over, and those after the last, as lost', () => {
    const { client, connect, tell, finish } = setUp();
    connect();
    client.prompt(0, 0);
    tell(0, 0, 2);
    finish();
    expect(client.encodeLedger()).toMatchObject({ delivered: 2, lost: 2, completed: 1, unfinished: 0 });
  });

  it('asks again when an answer ends without its mark, and passes on when it is refused', () => {
    const { client, asked, connect, tell } = setUp();
    connect();
    client.prompt(0, 0);
    tell(0, 0);
    client.onAnswerEnd();
    expect(asked.at(-1)).toBe('xxx prompt=0 after 0');
    client.onAnswerRefused();
    expect(client.missing).toBe(0);
    expect(client.encodeLedger()).toMatchObject({ refused: 1, delivered: 1, lost: 3, completed: 0 });
  });

  it('takes no token of another prompt', () => {
    const { client, connect, tell } = setUp();
    connect();
    client.prompt(1, 0);
    tell(0, 0);
    client.onToken('hello');
    expect(client.encodeLedger()).toMatchObject({ delivered: 0, duplicate: 0 });
  });
});
