import { describe, expect, it } from 'vitest';
import { tellCalibrated, tellPlan } from './pair-progress.js';

const ahead = { pairs: 15, least: 10, done: 0, runMs: 16_500, leftMs: 495_000, folder: 'results/a' };

describe('what is ahead', () => {
  it('warns before the first run where not one pair may be lost', () => {
    expect(tellPlan(ahead)).not.toContain('INVALID');
    expect(tellPlan({ ...ahead, pairs: 10 })).toContain(
      'gate: 10 pairs are the least that prove anything about so many metrics: one that turns out invalid ends this gate as INVALID; --pairs 12 would leave room\n',
    );
    expect(tellPlan({ ...ahead, pairs: 3 })).toContain('3 pairs are fewer than the 10 that prove anything');
    expect(tellPlan({ ...ahead, pairs: 6, least: 0 })).not.toContain('INVALID');
  });

  it('says what the calibration chose and refuses, and where it leaves nothing to judge', () => {
    const calibrated = { file: 'c.json', savedAt: '2026-01-02T03:04:05.000Z', chose: true, judged: 1 };
    const refused = [{ trial: 'transport=sse', metric: 'echo.p99' }];
    expect(tellCalibrated({ ...calibrated, refused })).toBe(
      'gate: calibrated by c.json of 2026-01-02, which chose the number of pairs\n' +
        'gate: it refuses 1 of 2 metrics as too noisy here: echo.p99\n',
    );
    expect(tellCalibrated({ ...calibrated, refused, judged: 0 })).toContain(
      'gate: no metric is left: only counts will be judged, and times stay undecided',
    );
  });
});
