import type { Measurement } from '../../metrics/measurement.js';
import type { AcksResult, Notice } from '../../storage/result.js';
import { tell } from '../report/format-quantity.js';
import { judgeUplinks } from './echo-validity.js';

/**
 * Reasons not to believe a trial with acknowledgements: what came again has to be what the server says it sent again. Of a
 * server that was killed the last 100 ms are not known, so there nothing is held against anything.
 */
export function judgeAcks({ redelivered, server, uplinks }: AcksResult, { faults }: Measurement): Notice[] {
  const crashed = faults.some(({ mode }) => mode === 'crash');
  const message = tell`${redelivered} messages came again, but the server sent only ${server.redelivered} again`;
  const remedy =
    'see whether the server publishes messages twice; otherwise it is a defect: please report it';
  return [
    ...(redelivered > server.redelivered && !crashed
      ? [{ code: 'LEDGER_CONTRADICTED', phase: null, message, remedy }]
      : []),
    ...judgeUplinks(uplinks.steady),
  ];
}
