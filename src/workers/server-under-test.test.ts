import { expect, it } from 'vitest';
import { makeScenario } from '../scenario/testing/make-scenario.js';
import { listServeArguments } from './server-under-test.js';

it('hands both bounds of the history to the server', () => {
  const { server } = makeScenario();
  const scenario = makeScenario({ server: { ...server, historyMessages: 70, historyBytes: 5_000 } });
  const words = listServeArguments({
    scenario,
    network: { host: '127.0.0.1', port: 1 },
    historyFile: 'h',
    tlsFile: 't',
    flawLog: 'l',
  });
  expect(words).toContain('--history-messages');
  expect(words[words.indexOf('--history-messages') + 1]).toBe('70');
  expect(words[words.indexOf('--history-bytes') + 1]).toBe('5000B');
});
