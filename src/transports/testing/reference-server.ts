import { LongPollServer } from '../../../servers/long-poll.js';
import { startServer } from '../../../servers/server.js';
import type { TransportServer } from '../../../servers/transport-server.js';
import type { TransportName } from '../transport.js';
import type { ContractServer, ContractSubject } from './contract-bench.js';
import { until } from './recording-handlers.js';

/** The bundled reference server of a transport as the contract wants it. */
export function referenceServerOf(
  name: TransportName,
  framingBytes?: ContractSubject['framingBytes'],
): ContractSubject {
  return {
    ...(framingBytes === undefined ? {} : { framingBytes }),
    name,
    async startServer(options): Promise<ContractServer> {
      const server = await startServer({ transport: name, ...options });
      return {
        url: server.url,
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

function countClients(transport: TransportServer): number {
  return transport instanceof LongPollServer ? transport.held : transport.connections;
}
