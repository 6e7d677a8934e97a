import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.js';
import { planTrials } from '../scenario/plan.js';
import { describeGated } from './describe-gated.js';

const source =
  'name: a\nclients: { count: 1, rampUp: 0s }\npublish: { rate: 1/s }\nduration: 1s\ntransport: sse\nseed: 7\n';

it.each([
  ['a.yaml', 'a.yaml'],
  [join(process.cwd(), 'load', 'a.yaml'), join('load', 'a.yaml')],
  [join(process.cwd(), '..', 'elsewhere', 'a.yaml'), 'a.yaml'],
])('names %s as %s', (file, name) => {
  const plan = planTrials(parseScenario(source, file));
  expect(describeGated(plan)).toMatchObject({ name: 'a', file: name, seed: 7 });
  expect(describeGated(plan, 8).seed).toBe(8);
});
