import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import { type HashedRun, tellOtherScenario } from './tell-other-scenario.js';

const text = 'name: a\nclients: { count: 1 }\npublish: { rate: 1/s }\n';

function make(path: string, source: string, name = 'a', hash = path.repeat(20)): HashedRun {
  const { run, scenario } = makeRun().result;
  return { path, hash, result: { run: { ...run, name }, scenario: { ...scenario, source } } };
}

describe('another scenario', () => {
  it.each([
    ['by its name', make('y', text, 'b'), 'this run is of another scenario (b) than x (a)'],
    [
      'by what changed under the same name, words left out',
      make('y', `${text.replace('1/s', '2/s')}duration: 9s\nseed: 4\ndescription: other\n`),
      'the scenario a of this run is another than that of x: publish, duration are not the same',
    ],
    [
      'by its hash, where the text does not tell',
      make('y', text),
      'the scenario a of this run is another than that of x: its hash is yyyyyyyyyyyy here and xxxxxxxxxxxx there',
    ],
    [
      'by its hash, where the text cannot be read',
      make('y', 'name: ['),
      'the scenario a of this run is another than that of x: its hash is yyyyyyyyyyyy here and xxxxxxxxxxxx there',
    ],
  ])('is told %s', (_name, other, told) => {
    expect(tellOtherScenario(make('x', text), other)).toBe(told);
  });
});
