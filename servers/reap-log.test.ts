import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ReapLog } from './reap-log.js';

function openLog() {
  let nowUs = 0;
  const log = new ReapLog({ nowUs: () => ++nowUs });
  return { log, socket: new Socket() };
}

describe('ReapLog', () => {
  it('hands out what was noted, once, with its instant', () => {
    const { log } = openLog();
    log.note('ping');
    log.note('overflow');
    expect(log.list()).toHaveLength(2);
    expect(log.take()).toEqual([
      { atUs: 1, by: 'ping' },
      { atUs: 2, by: 'overflow' },
    ]);
    expect(log.take()).toEqual([]);
  });

  it.each([
    ['ETIMEDOUT', [{ atUs: 1, by: 'tcp' }]],
    ['EHOSTUNREACH', [{ atUs: 1, by: 'tcp' }]],
    ['ECONNRESET', []],
  ])('takes %s of a socket for what it is', (code, expected) => {
    const { log, socket } = openLog();
    log.watch(socket);
    socket.emit('error', Object.assign(new Error(code), { code }));
    expect(log.list()).toEqual(expected);
  });

  it('keeps no more than anybody would want when nobody asks', () => {
    const { log } = openLog();
    for (let noted = 0; noted < 60_000; noted++) log.note('ping');
    expect(log.list()).toHaveLength(50_000);
  });
});
