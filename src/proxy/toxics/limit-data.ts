import type { LimitDataToxic } from '../../scenario/faults/limit-data.js';
import { Stage, type StageContext } from '../stage.js';

/** Hands on so many bytes, then closes the connection; whatever comes beyond them is dropped. */
export class LimitDataStage extends Stage {
  #left: number;

  constructor(context: StageContext, { limitBytes }: LimitDataToxic) {
    super(context);
    this.#left = limitBytes;
  }

  write(chunk: Buffer): void {
    if (this.#left === 0) return;
    const passed = chunk.subarray(0, this.#left);
    this.#left -= passed.length;
    this.next.write(passed);
    if (this.#left === 0) this.next.end('shut');
  }
}
