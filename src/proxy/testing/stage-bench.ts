import { SteppedTime } from '../../load/testing/stepped-time.js';
import type { Toxic } from '../../scenario/faults/toxic.js';
import { randomStream } from '../../system/random.js';
import { createStage } from '../create-stage.js';
import type { Stage } from '../stage.js';

/** What came out of a stage, and when. */
export interface Seen {
  readonly atUs: number;
  /** The bytes as text, or what happened to the connection. */
  readonly what: string;
}

export interface StageBench {
  readonly time: SteppedTime;
  readonly stage: Stage;
  readonly seen: readonly Seen[];
  /** Writes text at the present instant. */
  put(text: string): void;
}

/** One toxic on one direction of one connection, on a clock that the test moves. */
export function benchToxic(toxic: Toxic, seed = 1): StageBench {
  const time = new SteppedTime();
  const seen: Seen[] = [];
  const note = (what: string): void => void seen.push({ atUs: time.nowUs(), what });
  const stage = createStage(toxic, {
    clock: time,
    due: time.due,
    random: randomStream(seed, 'test'),
    connection: { close: () => note('connection closed'), reset: () => note('connection reset') },
    onRoom: () => note('room again'),
  });
  stage.next = { write: (chunk) => note(chunk.toString('latin1')), end: (how) => note(`end ${how}`) };
  return { time, stage, seen, put: (text) => stage.write(Buffer.from(text, 'latin1')) };
}
