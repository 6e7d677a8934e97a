import type { Toxic } from '../scenario/faults/toxic.js';
import type { Stage, StageContext } from './stage.js';
import { BandwidthStage } from './toxics/bandwidth.js';
import { BlackholeStage } from './toxics/blackhole.js';
import { LatencyStage } from './toxics/latency.js';
import { LimitDataStage } from './toxics/limit-data.js';
import { ResetStage } from './toxics/reset.js';
import { SlicedWritesStage } from './toxics/sliced-writes.js';
import { SlowCloseStage } from './toxics/slow-close.js';

/** Puts a toxic to work on one direction of one connection; its time runs from now. */
export function createStage(toxic: Toxic, context: StageContext): Stage {
  switch (toxic.kind) {
    case 'latency':
      return new LatencyStage(context, toxic);
    case 'bandwidth':
      return new BandwidthStage(context, toxic);
    case 'slow-close':
      return new SlowCloseStage(context, toxic);
    case 'limit-data':
      return new LimitDataStage(context, toxic);
    case 'sliced-writes':
      return new SlicedWritesStage(context, toxic);
    case 'reset':
      return new ResetStage(context, toxic);
    case 'blackhole':
      return new BlackholeStage(context, toxic);
  }
}
