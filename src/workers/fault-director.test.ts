import { describe, expect, it } from 'vitest';
import type { Fault } from '../faults/fault.js';
import type { PlannedFault } from '../faults/plan-faults.js';
import { stageFault } from '../faults/testing/fault-stage.js';
import { SteppedTime } from '../load/testing/stepped-time.js';
import { FaultDirector } from './fault-director.js';

const originUs = 1_000;
const measureFromUs = 5_000;

/** Directs faults on a clock that the test moves; tells what the listener heard and what was written down. */
function direct(plan: readonly PlannedFault[]) {
  const time = new SteppedTime();
  const heard: string[] = [];
  const director = new FaultDirector(
    plan,
    { ...stageFault().context, clock: time },
    {
      onPrepare: (hostUs) => heard.push(`${hostUs} prepared`),
      onBegin: ({ description }, hostUs, away) =>
        heard.push(`${hostUs} ${description}${away ? ', away' : ''}`),
      onReady: (hostUs, away) => heard.push(`${hostUs} ready${away ? ', away' : ''}`),
      onOver: (hostUs, away) => heard.push(`${hostUs} over${away ? ', away' : ''}`),
    },
  );
  const sleepUntil = (hostUs: number): Promise<void> => new Promise((resolve) => time.plan(hostUs, resolve));
  const injected = director.inject(originUs, measureFromUs, sleepUntil);
  return { time, heard, director, injected };
}

/** Lets promises settle between the instants that something was planned for. */
async function passTime(time: SteppedTime, untilUs: number, stepUs = 100): Promise<void> {
  for (let atUs = time.nowUs(); atUs <= untilUs; atUs += stepUs) {
    time.advanceTo(atUs);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

function cut(atUs: number, name: string): PlannedFault {
  const inject: Fault = async ({ begin }) =>
    begin({ description: name, serverAway: false, mode: null, share: 0.1, clients: [1] });
  return { atUs, kind: 'disconnect', endsServer: false, inject };
}

/** A restart whose server is ready at an instant of the host's clock. */
function restart(atUs: number, name: string, readyUs: number): PlannedFault {
  const inject: Fault = async ({ begin, end, clock }) => {
    begin({ description: name, serverAway: true, mode: 'crash', share: 1, clients: undefined });
    await new Promise<void>((resolve) => (clock as SteppedTime).plan(readyUs, resolve));
    end(readyUs);
  };
  return { atUs, kind: 'server-restart', endsServer: true, inject };
}

/** Trouble that leaves the server running and is over at an instant of the host's clock. */
function trouble(atUs: number, name: string, endUs: number): PlannedFault {
  const inject: Fault = async ({ begin, over, clock }) => {
    begin({ description: name, serverAway: true, mode: null, share: 0, clients: undefined });
    await new Promise<void>((resolve) => (clock as SteppedTime).plan(endUs, resolve));
    over(endUs);
  };
  return { atUs, kind: 'disconnect', endsServer: false, inject };
}

describe('FaultDirector', () => {
  it('tells when a fault is being prepared, before which nobody can have come back from it', async () => {
    const inject: Fault = async ({ prepare, begin, clock }) => {
      prepare();
      await new Promise<void>((resolve) => (clock as SteppedTime).plan(6_500, resolve));
      begin({ description: 'vanish', serverAway: false, mode: null, share: 0.1, clients: [1], silenced: 1 });
    };
    const staged = direct([{ atUs: 1_000, kind: 'vanish', endsServer: false, inject }]);
    await passTime(staged.time, 6_200);
    expect(staged.heard).toEqual(['6000 prepared']);
    expect(staged.director.lastCutUs).toBe(6_000);
    expect(staged.director.records).toEqual([]);
    await passTime(staged.time, 7_000);
    await staged.injected;
    expect(staged.heard).toEqual(['6000 prepared', '6500 vanish']);
    expect(staged.director.records).toMatchObject([{ injectedAtUs: 5_500 }]);
  });

  it('tells when trouble that lasts is over, and what lasts beyond it', async () => {
    const staged = direct([trouble(1_000, 'slow', 9_000), restart(2_000, 'crash', 8_000)]);
    await passTime(staged.time, 12_000);
    await staged.injected;
    expect(staged.heard).toEqual(['6000 slow, away', '7000 crash, away', '8000 ready, away', '9000 over']);
    expect(staged.director.records).toMatchObject([
      { description: 'slow', readyAtUs: null, endedAtUs: 8_000 },
      { description: 'crash', readyAtUs: 7_000 },
    ]);
    expect(staged.director.lastCutUs).toBe(9_000);
  });

  it('injects a cut at its instant though the server is away', async () => {
    const staged = direct([restart(1_000, 'crash', 9_000), cut(2_000, 'cut')]);
    await passTime(staged.time, 10_000);
    await staged.injected;
    expect(staged.heard).toEqual(['6000 crash, away', '7000 cut, away', '9000 ready']);
    expect(staged.director.records).toMatchObject([
      { description: 'crash', injectedAtUs: 5_000, readyAtUs: 8_000 },
      { description: 'cut', injectedAtUs: 6_000, readyAtUs: null },
    ]);
    expect(staged.director.lastCutUs).toBe(9_000);
  });

  it('has a restart wait for the one before it', async () => {
    const staged = direct([restart(1_000, 'first', 9_000), restart(2_000, 'second', 11_000)]);
    await passTime(staged.time, 12_000);
    await staged.injected;
    expect(staged.heard).toEqual(['6000 first, away', '9000 ready', '9000 second, away', '11000 ready']);
    expect(staged.director.records.map(({ readyAtUs }) => readyAtUs)).toEqual([8_000, 10_000]);
  });

  it('fails when a fault fails', async () => {
    const broken: PlannedFault = {
      atUs: 0,
      kind: 'disconnect',
      endsServer: false,
      inject: () => Promise.reject(new Error('no server')),
    };
    const { time, injected } = direct([broken, cut(500, 'cut')]);
    injected.catch(() => undefined);
    await passTime(time, 6_000);
    await expect(injected).rejects.toThrow('no server');
  });
});
