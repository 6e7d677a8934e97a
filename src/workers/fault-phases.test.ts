import { describe, expect, it } from 'vitest';
import { makeFault } from '../analysis/testing/make-measurement.js';
import { FaultPhases } from './fault-phases.js';
import type { Command } from './messages.js';
import { PhaseKeeper } from './phase-keeper.js';
import type { ProgressEvent } from './progress-event.js';
import { ReturnWatch } from './return-watch.js';

const s = 1_000_000;

/** A trial in its steady phase; what was said to load processes and user is kept. */
function begin() {
  const clock = { nowUs: () => 9 * s };
  const entered: string[] = [];
  const phases = new PhaseKeeper(clock, (phase, atUs) => void entered.push(`${phase} ${atUs / s}`));
  phases.start(0);
  phases.enter('steady', s);
  entered.length = 0;
  const monitor = { subscribed: 100, expectable: 100, missing: 0 };
  const commands: Command[] = [];
  const events: ProgressEvent[] = [];
  const course = new FaultPhases({
    phases,
    returns: new ReturnWatch(monitor, () => 100),
    crew: { broadcast: (command) => void commands.push(command) },
    emit: (event) => void events.push(event),
  });
  return { course, entered, monitor, commands, events };
}

describe('FaultPhases', () => {
  it('goes through outage and recovery back to steady, and tells the load processes', () => {
    const { course, entered, commands, events } = begin();
    course.onPrepare(2 * s);
    course.onBegin(makeFault({ injectedAtUs: 3 * s }), 3 * s, true);
    course.onReady(4 * s, false);
    course.noticeReturn(5 * s, 4 * s, 100);
    expect(entered).toEqual(['recovery 2', 'outage 3', 'recovery 4', 'steady 9']);
    expect(commands).toEqual([{ kind: 'server-away' }, { kind: 'server-ready', atUs: 4 * s }]);
    expect(events).toMatchObject([{ kind: 'fault', atUs: 3 * s }]);
  });

  it('stays in the outage while another fault lasts', () => {
    const { course, entered } = begin();
    course.onBegin(makeFault(), 3 * s, true);
    course.onOver(4 * s, true);
    course.noticeReturn(5 * s, 4 * s, 100);
    expect(entered).toEqual(['outage 3']);
  });

  it('does not disturb a phase that is not judged when a fault is prepared', () => {
    const { course, entered } = begin();
    course.onBegin(makeFault(), 3 * s, true);
    course.onPrepare(4 * s);
    expect(entered).toEqual(['outage 3']);
  });

  it('tells load processes of a silence, and of no restart where the server stays', () => {
    const { course, commands } = begin();
    course.onBegin(makeFault({ mode: null, silenced: 'all' }), 3 * s, false);
    expect(commands).toEqual([{ kind: 'silence', atUs: 3 * s }]);
  });

  it('waits for those who are not back', () => {
    const { course, entered, monitor } = begin();
    course.onBegin(makeFault({ mode: null }), 3 * s, false);
    monitor.subscribed = 99;
    course.noticeReturn(5 * s, 3 * s, 100);
    expect(entered).toEqual(['recovery 3']);
    monitor.subscribed = 100;
    course.noticeReturn(5 * s, 3 * s, 100);
    expect(entered).toEqual(['recovery 3', 'steady 9']);
  });
});
