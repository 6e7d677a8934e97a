import { describe, expect, it } from 'vitest';
import type { FaultSettings } from '../scenario/fault-schema.js';
import { planFaults } from './plan-faults.js';

const restart = (atUs: number): FaultSettings => ({
  kind: 'server-restart',
  atUs,
  mode: 'crash',
  downtimeUs: 1,
});
const disconnect = (atUs: number, everyUs?: number): FaultSettings => ({
  kind: 'disconnect',
  atUs,
  share: 0.1,
  by: 'client',
  how: 'reset',
  everyUs,
});

describe('planFaults', () => {
  it.each<[string, FaultSettings[], string[]]>([
    ['nothing', [], []],
    ['one fault', [restart(3)], ['3 server-restart']],
    ['faults in order of time', [disconnect(7), restart(3)], ['3 server-restart', '7 disconnect']],
    [
      'faults of one instant as they stand in the file',
      [restart(5), disconnect(5)],
      ['5 server-restart', '5 disconnect'],
    ],
    [
      'repetitions until the measured part ends, its end not included',
      [disconnect(4, 3)],
      ['4 disconnect', '7 disconnect'],
    ],
    [
      'repetitions among others',
      [disconnect(1, 4), restart(3)],
      ['1 disconnect', '3 server-restart', '5 disconnect', '9 disconnect'],
    ],
  ])('plans %s', (_name, faults, planned) => {
    expect(planFaults(faults, 10).map(({ atUs, kind }) => `${atUs} ${kind}`)).toEqual(planned);
  });
});
