import type { FaultRecord } from '../metrics/measurement.js';
import type { Crew } from './crew.js';
import type { FaultListener } from './fault-director.js';
import type { PhaseKeeper } from './phase-keeper.js';
import type { ProgressEvent } from './progress-event.js';
import type { ReturnWatch } from './return-watch.js';

interface Surroundings {
  readonly phases: PhaseKeeper;
  readonly returns: ReturnWatch;
  readonly crew: Pick<Crew, 'broadcast'>;
  readonly emit: (event: ProgressEvent) => void;
}

/**
 * Has a trial's phases follow its faults: outage while any lasts, recovery from there until all are back, then steady again; and tells
 * the load processes what they have to know of it. Instants are on the host's clock.
 */
export class FaultPhases implements FaultListener {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** What this side does for a fault must not be judged as what the trial's load did to the machine. */
  onPrepare(hostUs: number): void {
    const { phases } = this.#around;
    if (phases.current === 'steady') phases.enter('recovery', hostUs);
  }

  onBegin(record: FaultRecord, hostUs: number, serverAway: boolean): void {
    const { crew, returns, emit } = this.#around;
    this.#enter(hostUs, serverAway);
    if (record.mode !== null) crew.broadcast({ kind: 'server-away' });
    if (record.silenced === 'all') crew.broadcast({ kind: 'silence', atUs: hostUs });
    returns.noteFault(record);
    emit({ kind: 'fault', description: record.description, atUs: record.injectedAtUs });
  }

  onReady(hostUs: number, serverAway: boolean): void {
    this.#around.crew.broadcast({ kind: 'server-ready', atUs: hostUs });
    this.#enter(hostUs, serverAway);
  }

  onOver(hostUs: number, serverAway: boolean): void {
    this.#enter(hostUs, serverAway);
  }

  /**
   * All load processes have told of what happened up to `reportedUs`: a recovery may be over.
   * @param lastCutUs when connections were last cut, or the server came back
   * @param subscribedBefore how many clients there were before all faults
   */
  noticeReturn(reportedUs: number, lastCutUs: number, subscribedBefore: number): void {
    const { phases, returns } = this.#around;
    if (phases.current !== 'recovery') return;
    if (returns.isOver(reportedUs, lastCutUs, subscribedBefore)) phases.enter('steady');
  }

  #enter(hostUs: number, serverAway: boolean): void {
    this.#around.phases.enter(serverAway ? 'outage' : 'recovery', hostUs);
  }
}
