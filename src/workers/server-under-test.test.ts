import { expect, it } from 'vitest';
import { makeScenario } from '../scenario/testing/make-scenario.js';
import { listHubArguments, listServeArguments } from './server-under-test.js';

it('hands both bounds of the history to the server', () => {
  const { server } = makeScenario();
  const scenario = makeScenario({ server: { ...server, historyMessages: 70, historyBytes: 5_000 } });
  const words = listServeArguments({
    scenario,
    network: { host: '127.0.0.1' },
    place: { port: 1, controlPort: undefined, upstream: undefined },
    historyFile: 'h',
    tlsFile: 't',
    flawLog: 'l',
  });
  expect(words).toContain('--history-messages');
  expect(words[words.indexOf('--history-messages') + 1]).toBe('70');
  expect(words[words.indexOf('--history-bytes') + 1]).toBe('5000B');
});

const files = { historyFile: 'h', tlsFile: 't', flawLog: 'l' };
const network = { host: '127.0.0.1' };

it('hands everything to the server that bounds how clients are let in', () => {
  const { server } = makeScenario();
  const admission = { ratePerSecond: 50, burst: 5, retryAfterUs: 1_500_000, jitter: 0.25 };
  const limits = { acceptRatePerSecond: 200, admission, threads: 7, threadQueue: 8 };
  const scenario = makeScenario({ seed: 9, server: { ...server, ...limits } });
  const place = { port: 1, controlPort: 2, upstream: undefined };
  const line = listServeArguments({ scenario, network, place, ...files }).join(' ');
  for (const part of [
    '--control-port 2',
    '--accept-rate 200/s',
    '--threads 7 --thread-queue 8',
    '--admission-rate 50/s --admission-burst 5 --admission-retry-after 1500000us --admission-jitter 0.25',
    '--seed 9',
    '--history-file h',
  ])
    expect(line).toContain(part);
});

it('says nothing of what bounds nothing', () => {
  const place = { port: 1, controlPort: undefined, upstream: undefined };
  const line = listServeArguments({ scenario: makeScenario(), network, place, ...files }).join(' ');
  expect(line).not.toMatch(/control-port|accept-rate|threads|admission|seed|upstream/);
});

it('has a process that mirrors a hub take its history from there', () => {
  const place = { port: 1, controlPort: undefined, upstream: 'http://127.0.0.1:3' };
  const line = listServeArguments({ scenario: makeScenario(), network, place, ...files }).join(' ');
  expect(line).toContain('--upstream http://127.0.0.1:3');
  expect(line).not.toContain('history-file');
  const hub = listHubArguments({ scenario: makeScenario(), network, hubPort: 3, tlsFile: 't' }).join(' ');
  expect(hub).toContain('--transport websocket');
  expect(hub).toContain('--port 3');
});
