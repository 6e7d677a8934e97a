import { describe, expect, it } from 'vitest';
import { hashScenario, planSource, stringifySorted } from './scenario-hash.js';

const text = `name: a
clients: { count: 10, rampUp: 1s }
publish: { rate: 20/s, payload: 200B }
duration: 5s
transport: sse
`;
const hash = (source: string): string => hashScenario(planSource(source, 'a.yaml'));

describe('hashScenario', () => {
  it.each([
    ['a comment', `# why\n${text}`],
    ['another order of keys', text.split('\n').reverse().join('\n')],
    ['other units', text.replace('5s', '5000ms').replace('200B', '0.2KB')],
    ['a default written out', `${text}repeat: 1\n`],
    ['another description', `${text}description: other\n`],
    ['a threshold', `${text}thresholds: [lost == 0]\n`],
    ['another seed', `${text}seed: 7\n`],
    ['a flaw of the server, which is what is under test', `${text}server: { flaws: [cpu=50us] }\n`],
  ])('is the same with %s', (_name, source) => {
    expect(hash(source)).toBe(hash(text));
  });

  it.each([
    ['more clients', text.replace('10', '11')],
    ['another transport', text.replace('sse', 'websocket')],
    ['a longer trial', text.replace('5s', '6s')],
    ['another server', `${text}server: { backlog: 100 }\n`],
    ['a fault', `${text}faults: [{ at: 1s, kind: disconnect }]\n`],
    ['a second trial', `${text}repeat: 2\n`],
  ])('differs with %s', (_name, source) => {
    expect(hash(source)).not.toBe(hash(text));
  });
});

it('stringifySorted puts keys in order at every depth and leaves lists alone', () => {
  expect(stringifySorted({ b: [2, 1], a: { d: 1, c: undefined } })).toBe('{"a":{"d":1},"b":[2,1]}');
});
