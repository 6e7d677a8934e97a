import type { LoadSnapshot } from '../metrics/load-snapshot.js';
import type { Scenario } from '../scenario/scenario.js';
import { createTransport } from '../transports/create-transport.js';
import { FallbackTransport } from '../transports/fallback-transport.js';
import type { Transport, TransportContext } from '../transports/transport.js';

/** The transport of the scenario's clients, or the list of them from there on. */
export function openTransport({ transport, fallback }: Scenario, context: TransportContext): Transport {
  const names = fallback.slice(fallback.indexOf(transport));
  if (names.length === 0) return createTransport(transport, context);
  return new FallbackTransport(
    names.map((name) => createTransport(name, context)),
    context.clock,
  );
}

export function describeFallback(transport: Transport): LoadSnapshot['fallback'] {
  return transport instanceof FallbackTransport ? transport.log.countClients() : undefined;
}

export function encodeFallback(transport: Transport): LoadSnapshot['histograms'] {
  return transport instanceof FallbackTransport ? { fallback: transport.log.lost.encode() } : {};
}
