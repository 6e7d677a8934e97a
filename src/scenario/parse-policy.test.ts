import { describe, expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import { describePolicy } from '../reconnect/describe-policy.js';
import { parsePolicy } from './parse-policy.js';

describe('a policy on a command line', () => {
  it.each([
    ['full-jitter', 'full-jitter base=1s cap=30s factor=2'],
    ['full-jitter base=2s cap=10s factor=1.5', 'full-jitter base=2s cap=10s factor=1.5'],
    ['{ policy: fixed, delay: 250ms }', 'fixed delay=250ms'],
    ['socket.io', 'socket.io'],
    ['socket.io randomizationFactor=20%', 'socket.io randomizationFactor=20%'],
    ['socket.io reconnectionAttempts=3', 'socket.io reconnectionAttempts=3'],
    ['nats.go maxReconnects=unlimited', 'nats.go maxReconnects=unlimited'],
    ['signalr retryDelays=[0s, 1s]', 'signalr retryDelays=0s–1s'],
    ['reconnecting-websocket minReconnectionDelay=2s', 'reconnecting-websocket minReconnectionDelay=2s'],
    ['custom', 'custom base=1s cap=30s factor=2 jitter=0%'],
    [
      'custom jitter=500ms first=[0s, 5s] giveUp.attempts=7 capAfterJitter=true',
      'custom base=1s cap=30s factor=2 jitter=500ms capAfterJitter=yes first=0s–5s giveUp.attempts=7',
    ],
    [
      'custom jitter=0.5 first=0s giveUp.after=2m budget={ attempts: 5, per: 1m } honourRetryAfter=true',
      'custom base=1s cap=30s factor=2 jitter=50% first=0s giveUp.after=120s budget=5/60s honourRetryAfter=yes',
    ],
  ])('%s', (text, words) => {
    expect(describePolicy(parsePolicy(text))).toBe(words);
  });

  it('takes the connect timeout and the reset rule of a library', () => {
    expect(parsePolicy('reconnecting-websocket')).toMatchObject({
      connectTimeoutUs: 4e6,
      resetAfterUs: 5e6,
      capUs: 30e6,
    });
    expect(parsePolicy('reconnecting-websocket minUptime=1s connectTimeout=2s')).toMatchObject({
      connectTimeoutUs: 2e6,
      resetAfterUs: 1e6,
    });
    expect(parsePolicy('rfc6455 cap=20s')).toMatchObject({ capUs: 30e6, options: { first: 5e6, cap: 20e6 } });
  });

  it.each([
    ['sockt.io', 'SQUALL_UNKNOWN_POLICY', 'did you mean `socket.io`?'],
    ['socket.io reconnectDelay=1s', 'SQUALL_UNKNOWN_KEY', 'reconnectionDelay'],
    ['socket.io base=1s', 'SQUALL_UNKNOWN_KEY', 'does not use `base`'],
    ['socket.io reconnectionDelay=1', 'SQUALL_UNIT', 'has no unit'],
    ['socket.io reconnectionAttempts=0', 'SQUALL_VALUE', ''],
    ['socket.io reconnectionAttempts=never', 'SQUALL_VALUE', ''],
    ['signalr retryDelays=[]', 'SQUALL_VALUE', 'retryDelays'],
    ['custom jitter=120%', 'SQUALL_UNIT', '120%'],
    ['custom jitter=5x', 'SQUALL_UNIT', 'jitter'],
    ['custom first=[5s, 1s]', 'SQUALL_VALUE', 'ends before it begins'],
    ['custom giveUp=5', 'SQUALL_VALUE', 'giveUp'],
    ['custom giveUp.after=0s', 'SQUALL_VALUE', 'giveUp.after'],
    ['custom budget.attempts=5', 'SQUALL_MISSING_KEY', 'per'],
    ['custom budget=[', 'SQUALL_YAML', 'cannot be read'],
    ['', 'SQUALL_UNKNOWN_POLICY', 'policy'],
  ])('refuses %s in one line', (text, code, part) => {
    const refusal = catchError(() => parsePolicy(text));
    expect(refusal.code).toBe(code);
    expect(refusal.toLine()).toContain(part);
    expect(refusal.toLine()).not.toContain('\n');
  });
});

function catchError(act: () => unknown): SquallError {
  try {
    act();
  } catch (error) {
    if (error instanceof SquallError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
