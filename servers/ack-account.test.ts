import { describe, expect, it } from 'vitest';
import { AckAccount } from './ack-account.js';

function open(from: number, ...sent: [id: number, atUs: number][]): AckAccount {
  const account = new AckAccount();
  account.open(from);
  for (const [id, atUs] of sent) account.noteSent(id, atUs);
  return account;
}

const one = (id: number) => ({ what: 'one', cursor: { epoch: 'e', id } }) as const;
const upTo = (id: number) => ({ what: 'up-to', cursor: { epoch: 'e', id } }) as const;

describe('what a client owes an acknowledgement of', () => {
  it('is nothing before it was sent anything', () => {
    const account = open(7);
    expect([account.settledUpTo, account.isSettled(7), account.isSettled(8)]).toEqual([7, true, false]);
  });

  it('is what it was sent, until it acknowledges it', () => {
    const account = open(0, [1, 10], [2, 20], [3, 30]);
    expect(account.settledUpTo).toBe(0);
    expect(account.acknowledge(upTo(2))).toBe(2);
    expect([account.settledUpTo, account.isSettled(2), account.isSettled(3)]).toEqual([2, true, false]);
  });

  it('has holes when it acknowledges one by one', () => {
    const account = open(0, [1, 10], [2, 20], [3, 30]);
    expect([account.acknowledge(one(2)), account.acknowledge(one(2))]).toEqual([1, 0]);
    expect(account.settledUpTo).toBe(0);
    expect([1, 2, 3, 4].map((id) => account.isSettled(id))).toEqual([false, true, false, false]);
  });

  it('is overdue from when it was last sent, in the order of the stream', () => {
    const account = open(0, [1, 10], [2, 20], [3, 30]);
    expect(account.noteSent(1, 35)).toBe(true);
    expect(account.listOverdue(19)).toEqual([]);
    expect(account.listOverdue(30)).toEqual([2, 3]);
    expect(account.listOverdue(35)).toEqual([1, 2, 3]);
  });

  it('is not what the history has lost', () => {
    const account = open(0, [1, 10], [2, 20]);
    account.giveUp(1);
    expect([account.settledUpTo, ...account.listOverdue(99)]).toEqual([1, 2]);
  });

  it('counts a message as sent before only when it was', () => {
    const account = open(0);
    expect([account.noteSent(1, 1), account.noteSent(1, 2)]).toEqual([false, true]);
    account.acknowledge(one(1));
    expect(account.noteSent(1, 3)).toBe(false);
  });
});
