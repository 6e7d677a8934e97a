import { referenceServersOf } from './testing/reference-server.js';
import { describeTransportContract } from './testing/transport-contract.js';

/** Field names, separators and id line, in a chunk of their own: its size in hex and two line ends. */
function framingBytes(payloadBytes: number, cursor: string): number {
  const fields = 'id: \nevent: message\ndata: \n\n'.length + cursor.length;
  return fields + (fields + payloadBytes).toString(16).length + 4;
}

for (const subject of referenceServersOf('sse', framingBytes)) describeTransportContract(subject);
