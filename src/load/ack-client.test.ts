import { describe, expect, it } from 'vitest';
import { DueQueue } from '../system/due-queue.js';
import type { Connection } from '../transports/transport.js';
import { AckClient } from './ack-client.js';
import { AckRecorder } from './ack-recorder.js';

/** A client on a connection that writes down what it says, under a clock that is set by hand. */
function setUp(mode: 'each' | 'cumulative', loseEvery = 0) {
  const time = { us: 0 };
  const rings: (() => void)[] = [];
  const clock = { nowUs: () => time.us };
  const due = new DueQueue(clock, {
    set: (ring) => {
      rings.push(ring);
      return () => undefined;
    },
  });
  const recorder = new AckRecorder();
  const client = new AckClient(3, {
    clock,
    due,
    recorder,
    tag: '00c0ffee',
    mode,
    everyUs: 100,
    loseEvery,
    uplinkAddressOf: () => undefined,
  });
  const said: string[] = [];
  // What is said, and up to where the stream has been seen, is all that it looks at.
  const connection = { cursor: '', send: (text: string) => said.push(text) > 0 } as unknown as Connection & {
    cursor: string;
  };
  const connect = (cursor: string): void => {
    connection.cursor = cursor;
    client.begin(connection);
  };
  const take = (cursor: string, isFirst = true): void => {
    connection.cursor = cursor;
    client.take(isFirst);
  };
  const pass = (us: number): void => {
    time.us += us;
    for (const ring of rings.splice(0)) ring();
  };
  return { client, recorder, said, connect, take, pass };
}

describe('a client that acknowledges each message', () => {
  it('does so at once, and again when it comes again', () => {
    const { recorder, said, connect, take } = setUp('each');
    connect('e-4');
    take('e-5');
    take('e-6');
    take('e-5', false);
    expect(said).toEqual(['one e-5', 'one e-6', 'one e-5']);
    expect(recorder.takeSnapshot()).toMatchObject({ sent: 3, withheld: 0, redelivered: 1 });
  });

  it('withholds every so many as if they had been lost', () => {
    const { recorder, said, connect, take } = setUp('each', 2);
    connect('e-0');
    for (const id of [1, 2, 3, 4, 5]) take(`e-${id}`);
    expect(said).toEqual(['one e-1', 'one e-3', 'one e-5']);
    expect(recorder.takeSnapshot()).toMatchObject({ sent: 3, withheld: 2 });
  });
});

describe('a client that acknowledges cumulatively', () => {
  it('does so once for all that came in the meantime', () => {
    const { said, connect, take, pass } = setUp('cumulative');
    connect('e-4');
    take('e-5');
    pass(60);
    take('e-6');
    pass(40);
    expect(said).toEqual(['up-to e-6']);
    pass(1000);
    expect(said).toHaveLength(1);
  });

  it('goes no further than the first message that is missing, until it has come', () => {
    const { said, connect, take, pass } = setUp('cumulative');
    connect('e-0');
    take('e-1');
    take('e-3');
    take('e-4');
    pass(100);
    take('e-2');
    pass(100);
    expect(said).toEqual(['up-to e-1', 'up-to e-4']);
  });

  it('forgets what was about to be said on a connection that is gone, and goes on behind a gap', () => {
    const { client, said, connect, take, pass } = setUp('cumulative');
    connect('e-0');
    take('e-1');
    client.end();
    pass(100);
    expect(said).toEqual([]);
    connect('e-7');
    take('e-8');
    pass(100);
    expect(said).toEqual(['up-to e-8']);
  });

  it('begins anew in another life of the history', () => {
    const { said, connect, take, pass } = setUp('cumulative');
    connect('e-90');
    take('e-91');
    connect('f-0');
    take('f-1');
    pass(100);
    expect(said).toEqual(['up-to f-1']);
  });
});
