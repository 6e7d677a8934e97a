import { LongPollServer } from '../../../servers/long-poll.js';
import { startServer } from '../../../servers/server.js';
import type { TransportServer } from '../../../servers/transport-server.js';
import type { TransportName } from '../transport.js';
import type { ContractServer, ContractSubject } from './contract-bench.js';
import { until } from './recording-handlers.js';

type FramingBytes = ContractSubject['framingBytes'];

/**
 * The bundled reference server of a transport as the contract wants it: bare, under TLS, with compression and with both.
 * @param framingBytes of one message without either
 */
export function referenceServersOf(name: TransportName, framingBytes?: FramingBytes): ContractSubject[] {
  return [false, true].flatMap((tls) =>
    [false, true].map((compression) => referenceServerOf(name, framingBytes, { tls, compression })),
  );
}

function referenceServerOf(
  name: TransportName,
  framingBytes: FramingBytes,
  switches: { readonly tls: boolean; readonly compression: boolean },
): ContractSubject {
  const { tls, compression } = switches;
  // Compression shortens what the framing tells the length of.
  const isPredicted = framingBytes !== undefined && (!compression || name === 'sse');
  return {
    ...(isPredicted ? { framingBytes: tls ? underTls(framingBytes) : framingBytes } : {}),
    name,
    variant: `${tls ? ' under TLS' : ''}${compression ? ' with compression' : ''}`,
    compression,
    async startServer(options): Promise<ContractServer> {
      const server = await startServer({ transport: name, ...switches, ...options });
      return {
        url: server.url,
        certificate: server.certificate,
        publish: (payload) => server.hub.publish(Buffer.from(payload)),
        waitForClients: (count) => until(() => countClients(server.transport) === count),
        disconnect: (how) => {
          for (const connection of server.transport.listConnections()) connection.end(how);
        },
        stop: () => server.stop(),
      };
    },
  };
}

/** A message that is written in one go fills records of 16,384 bytes, each 22 bytes longer (RFC 8446 §5.1, §5.2). */
function underTls(framingBytes: NonNullable<FramingBytes>): NonNullable<FramingBytes> {
  return (payloadBytes, cursor) => {
    const bytes = framingBytes(payloadBytes, cursor);
    return bytes + 22 * Math.ceil((payloadBytes + bytes) / 16_384);
  };
}

function countClients(transport: TransportServer): number {
  return transport instanceof LongPollServer ? transport.held : transport.connections;
}
