import { describe, expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import { parseScenario } from './parse-scenario.js';
import { planTrials } from './plan.js';
import { redactSource } from './redact-source.js';
import { listTargetVariables } from './target.js';
import { resolveVariables, writeVariable } from './variables.js';

const token = writeVariable('TOKEN');
const head = `name: t
clients: { count: 10 }
publish: { rate: 10/s }
duration: 5s
`;
const target = `target:
  websocket: { url: 'ws://127.0.0.1:1/ws' }
  publish: { url: 'http://127.0.0.1:1/p' }
`;

function refusal(more: string, start = head): string {
  try {
    parseScenario(start + more, 't.yaml');
  } catch (error) {
    if (error instanceof SquallError) return error.toLine();
    throw error;
  }
  return 'accepted';
}

describe('a target', () => {
  it('is taken with all defaults', () => {
    const [cell] = parseScenario(head + target, 't.yaml').cells;
    expect(cell?.scenario.target).toMatchObject({
      name: 'target',
      endpoints: { websocket: { url: 'ws://127.0.0.1:1/ws', cursor: [], headers: {} } },
      publish: { method: 'POST', body: '{{payload}}', connections: 1 },
      encoding: 'plain',
      commands: undefined,
    });
  });

  it('names the variables it needs, without those it is given', () => {
    const more = `  headers: { authorization: 'Bearer ${token}', x-port: '${writeVariable('SQUALL_PORT')}' }\n`;
    const [cell] = parseScenario(head + target + more, 't.yaml').cells;
    expect(cell?.scenario.target && listTargetVariables(cell.scenario.target)).toEqual(['TOKEN']);
  });

  it.each([
    [
      'a transport that it has not',
      `${target}transport: sse\n`,
      /t\.yaml:8:12: transport: the target target has no sse; use websocket/,
    ],
    [
      'settings of the bundled server',
      `${target}server: { backlog: 5 }\n`,
      /server: this is a setting of the bundled server/,
    ],
    [
      'the time that the bundled server holds polls',
      `${target}poll: { hold: 5s }\n`,
      /poll\.hold: this is a setting/,
    ],
    [
      'cuts by the server',
      `${target}faults: [{ kind: disconnect, at: 1s, by: server }]\n`,
      /only the bundled server can be told/,
    ],
    [
      'restarts without commands',
      `${target}faults: [{ kind: server-restart, at: 1s }]\n`,
      /no command that could restart the target \(crash\)/,
    ],
    [
      'a crash where there is only restart',
      `${target}  commands: { restart: x }\nfaults: [{ kind: server-restart, at: 1s }]\n`,
      /add target\.commands\.start/,
    ],
    ['no transport at all', `target: { publish: { url: 'http://a/' } }\n`, /the target has no transport/],
    [
      'a body without the payload',
      target.replace("/p' }", "/p', body: x }"),
      /\{\{payload\}\} not exactly once/,
    ],
    [
      'the scheme of another transport',
      target.replace('ws://', 'http://'),
      /begins with ws:\/\/ or wss:\/\//,
    ],
    [
      'headers of its own making',
      `${target}  headers: { host: x }\n`,
      /the header host is set by Squall itself/,
    ],
    ['a header that is no text', `${target}  headers: { x-a: 123456789 }\n`, /the header x-a is not text/],
    [
      'varied headers',
      `${target}matrix: { target.headers: [{ x-a: b }, { x-a: c }] }\n`,
      /headers of a target cannot be varied/,
    ],
    [
      'a pattern without a group',
      target.replace("/ws' }", "/ws', cursor: [{ from: 'text abc', to: query a }] }"),
      /this finds no cursor/,
    ],
  ])('is refused %s', (_name, more, told) => {
    expect(refusal(more)).toMatch(told);
  });

  it.each([
    ['a restart by start', '  commands: { start: x }\n', 'crash'],
    ['a restart by restart', '  commands: { restart: x }\n', 'graceful'],
  ])('takes %s', (_name, commands, mode) => {
    const faults = `faults: [{ kind: server-restart, at: 1s, mode: ${mode} }]\n`;
    expect(refusal(target + commands + faults)).toBe('accepted');
  });

  it('is labelled by its name where it is varied', () => {
    const value = (name: string, port: number) =>
      `{ name: ${name}, websocket: { url: 'ws://127.0.0.1:${port}/' }, publish: { url: 'http://127.0.0.1:${port}/' } }`;
    const plan = planTrials(
      parseScenario(`${head}matrix: { target: [${value('A', 1)}, ${value('B', 2)}] }\n`, 't.yaml'),
    );
    expect(plan.trials.map(({ labels }) => labels.target)).toEqual(['A', 'B']);
  });
});

describe('what opens a door', () => {
  const literal = 'hunter2';
  it.each([
    ['authorization', `${target}  headers: { Authorization: 'Bearer ${literal}' }\n`],
    ['a cookie', `${target}  headers: { cookie: 'a=${literal}' }\n`],
    ['a key', target.replace("/p' }", `/p', headers: { X-Api-Key: ${literal} } }`)],
    ['a token in a query', target.replace('/ws', `/ws?access_token=${literal}`)],
    ['a user in an address', target.replace('ws://', `ws://me:${literal}@`)],
    ['a key that is a number', `${target}  headers: { api-secret: 2222222 }\n`],
  ])('is refused as a literal and not repeated: %s', (_name, more) => {
    const line = refusal(more);
    expect(line).toContain('SQUALL_VALUE');
    expect(line).not.toMatch(/hunter2|2222222/);
    if (!line.includes('not text')) expect(line).toContain(writeVariable('NAME'));
  });

  it('is taken from the environment', () => {
    expect(resolveVariables(`Bearer ${token}/${token}`, { TOKEN: 'a$&b' })).toBe('Bearer a$&b/a$&b');
    expect(() => resolveVariables(token, { TOKEN: '' })).toThrow('the environment variable TOKEN is not set');
  });
});

describe('the stored copy', () => {
  it('keeps variables and everything else, and drops literal headers', () => {
    const source = `# how
target:
  headers: &h { authorization: 'Bearer ${token}', x-room: "lobby" } # why
  sse:
    headers:
      x-a: plain
      x-b: |
        block
  publish: { headers: *h, url: http://a/ }
headers: kept
`;
    const stored = redactSource(source);
    expect(stored).toContain(`{ authorization: 'Bearer ${token}', x-room: '[redacted]' } # why`);
    expect(stored).toContain("x-a: '[redacted]'");
    expect(stored).not.toMatch(/lobby|plain|block/);
    expect(stored).toContain('headers: kept');
    expect(redactSource(stored)).toBe(stored);
  });

  it('is the source where nothing is secret', () => {
    expect(redactSource(head)).toBe(head);
  });
});
