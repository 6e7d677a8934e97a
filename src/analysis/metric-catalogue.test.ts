import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTrial } from '../../test/fixtures/make-trial.js';
import { deliveryPhases } from '../metrics/metric-names.js';
import { phaseNames } from '../metrics/phases.js';
import { packageRoot } from '../system/package-root.js';
import { lookUpMetric, metricCatalogue } from './metric-catalogue.js';

const { result: trial } = makeTrial({
  index: 0,
  transport: 'short-poll',
  policy: { label: 'fixed', words: 'fixed delay=1s', delayUs: () => 1_000_000 },
  repeat: 1,
  clients: 20,
  invalid: false,
});

describe('the metric catalogue', () => {
  it('has each name once', () => {
    const names = metricCatalogue.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(metricCatalogue)('reads $name', (metric) => {
    const value = metric.read(trial);
    expect(value === null || Number.isFinite(value)).toBe(true);
    expect(metric.about).toMatch(/^\S.*[.]$/);
    expect(lookUpMetric(metric.name)).toBe(metric);
  });

  it.each([
    ['delivery.p99', trial.deliveryLatencyUs.p99],
    ['delivery.steady.p50', trial.deliveryLatencyByPhaseUs.steady?.p50],
    ['connect.max', trial.connectTimeUs.max],
    ['reconnectTime.mean', trial.reconnectTimeUs.mean],
    ['sendLag.p999', trial.sendLagUs.p999],
    ['lost', trial.ledger.lost],
    ['bytes.setupPerConnection', trial.bytes.setupPerConnection],
    ['storm.back.p100', trial.storm.backUs.fromDisconnect.p100],
    ['storm.backFromReady.p50', trial.storm.backUs.fromReady.p50],
    ['failures.refused', trial.failures.refused],
  ])('%s is the figure of that name', (name, figure) => {
    expect(lookUpMetric(name)?.read(trial)).toBe(figure);
  });

  it('knows no other names', () => {
    expect(lookUpMetric('delivery.p98')).toBeUndefined();
    expect(lookUpMetric('toString')).toBeUndefined();
  });

  it('covers every phase in which messages arrive', () => {
    expect(phaseNames.filter((phase) => phase !== 'ramp')).toEqual([...deliveryPhases]);
  });

  it('has no share of an empty ledger', () => {
    const empty = { ...trial, ledger: { ...trial.ledger, expected: 0, lost: 0 } };
    expect(lookUpMetric('lostShare')?.read(empty)).toBeNull();
  });
});

describe('docs/scenarios.md', () => {
  const text = readFileSync(join(packageRoot, 'docs', 'scenarios.md'), 'utf8');

  it.each(metricCatalogue)('tells about $name', ({ name, kind }) => {
    // Statistics and phases are families there, as `delivery.{min,mean,…}`.
    const rows = text
      .split('\n')
      .filter((line) => line.startsWith('| `') && expandBraces(line).includes(name));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(`| ${kind} |`);
  });
});

/** The names that a row's first cell stands for: `a.{x,y}` is `a.x` and `a.y`. */
function expandBraces(row: string): string[] {
  let names = [row.split('`')[1] ?? ''];
  while (names.some((name) => name.includes('{'))) {
    names = names.flatMap((name) => {
      const [, head = name, list = '', tail = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(name) ?? [];
      return list === '' ? [name] : list.split(',').map((part) => `${head}${part}${tail}`);
    });
  }
  return names;
}
