import type { TrialResult } from '../../storage/result.js';
import { bytes, count, plain } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

export const wireTable: TableSpec = {
  title: 'On the wire',
  note: 'IPv4 packets between clients and server, TCP and IP headers, handshakes and acknowledgements included; sent is towards the server. Unexplained: what differs from segments × 52 (handshakes 60, refusals 40) plus the payload that the byte meters counted; retransmissions, resets and unread data do that. In the mode sockets the closing segments are missing, and whatever a connection did after it was last looked at.',
  applies: (trial) => trial.wire !== undefined,
  columns: [
    { title: 'Mode', read: (trial) => trial.wire?.mode ?? null },
    { title: 'Bytes / message', read: (trial) => bytes(trial.wire?.bytesPerDelivered ?? null) },
    { title: 'Segments / message', read: (trial) => plain(trial.wire?.segmentsPerDelivered ?? null) },
    { title: 'Received', read: (trial) => bytes(trial.wire?.received.ipBytes ?? null) },
    { title: 'Sent', read: (trial) => bytes(trial.wire?.sent.ipBytes ?? null) },
    { title: 'Unexplained', read: (trial) => bytes(sumWire(trial, 'unexplainedBytes')) },
    { title: 'Segments received', read: (trial) => count(trial.wire?.received.segments ?? null) },
    { title: 'Segments sent', read: (trial) => count(trial.wire?.sent.segments ?? null) },
    { title: 'Retransmitted', read: (trial) => count(sumWire(trial, 'retransmittedSegments')) },
    { title: 'Resets', read: (trial) => count(sumWire(trial, 'resets')) },
    { title: 'Complete', read: (trial) => (trial.wire?.complete === true ? 'yes' : 'no') },
  ],
};

function sumWire(
  { wire: figures }: TrialResult,
  key: 'retransmittedSegments' | 'resets' | 'unexplainedBytes',
): number | null {
  const [sent, received] = [figures?.sent[key] ?? null, figures?.received[key] ?? null];
  return sent === null || received === null ? null : sent + received;
}
