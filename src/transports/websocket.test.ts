import { referenceServersOf } from './testing/reference-server.js';
import { describeTransportContract } from './testing/transport-contract.js';

/** RFC 6455 §5.2: 2 bytes, and 2 or 8 more of length. */
function framingBytes(payloadBytes: number): number {
  if (payloadBytes <= 125) return 2;
  return payloadBytes <= 65_535 ? 4 : 10;
}

for (const subject of referenceServersOf('websocket', framingBytes)) describeTransportContract(subject);
