import { describe, expect, it } from 'vitest';
import { metricDefinitions } from '../metrics/metric-names.js';
import { faultKinds } from '../scenario/fault-schema.js';
import { policyNames } from '../scenario/scenario.js';
import { listShippedScenarios } from '../scenario/shipped-scenarios.js';
import { flawKinds } from '../wire/flaws.js';
import { transportNames } from '../wire/transport-names.js';
import { listEntries, renderLists, type Topic } from './list.js';

describe('list', () => {
  it.each<[Topic, readonly string[]]>([
    ['scenarios', listShippedScenarios()],
    ['transports', transportNames],
    ['policies', policyNames],
    ['faults', faultKinds],
    ['flaws', flawKinds],
    ['metrics', metricDefinitions.map(({ name }) => name)],
  ])('%s: each once, with a sentence', async (topic, names) => {
    const entries = await listEntries(topic);
    expect(entries.map(({ name }) => name)).toEqual(names);
    for (const { about } of entries) expect(about).toMatch(/^[A-Z0-9].*\.$/);
  });

  it('lines up one list, and heads several', () => {
    const faults = [
      { name: 'a', about: 'First.' },
      { name: 'bcd', about: 'Second.' },
    ];
    expect(renderLists(new Map([['faults', faults]]))).toBe('a    First.\nbcd  Second.\n');
    const metrics = [{ name: 'lost', kind: 'number', about: 'Third.' }];
    expect(
      renderLists(
        new Map<Topic, typeof faults>([
          ['faults', faults],
          ['metrics', metrics],
        ]),
      ),
    ).toBe('faults\n  a    First.\n  bcd  Second.\n\nmetrics\n  lost  number    Third.\n');
  });
});
