import { SquallError } from '../errors.js';
import { type WireMode, wireModes } from '../metrics/wire-count.js';
import { findMissing } from './find-missing.js';
import { openLoopback } from './loopback.js';
import { openNamespaces } from './namespaces.js';
import type { OpenNetwork } from './network.js';
import { SocketCounter } from './socket-counter.js';

/** How to make the trials' networks, and what is to be said about that choice. */
export interface ChosenNetwork {
  readonly open: OpenNetwork;
  /** Why it is not the better way of counting; undefined when there is nothing to say. */
  readonly note: string | undefined;
}

/**
 * @returns what it was given, when that is undefined, empty or a way of counting
 * @throws SquallError SQUALL_USAGE
 */
export function checkWireMode(wire: string | undefined): WireMode | '' | undefined {
  if (wire === undefined || wire === '') return wire;
  const mode = wireModes.find((known) => known === wire);
  if (mode !== undefined) return mode;
  throw new SquallError(
    'SQUALL_USAGE',
    `--wire ${wire} is no way of counting`,
    `write ${wireModes.map((known) => `--wire=${known}`).join(' or ')}, or a bare --wire`,
  );
}

/**
 * @param wire what `--wire` says: undefined for no counting on the wire, empty for the best that is possible here
 * @throws SquallError SQUALL_WIRE when what was asked for cannot be done here
 */
export function chooseNetwork(wire: WireMode | '' | undefined): ChosenNetwork {
  if (wire === undefined) return { open: openLoopback, note: undefined };
  if (wire !== '') return { open: openerOf(wire), note: undefined };
  const missing = findMissing('namespaces');
  if (missing === undefined) return { open: openNamespaces, note: undefined };
  return {
    open: openerOf('sockets'),
    note: `--wire counts socket by socket: counting at an interface ${missing}`,
  };
}

function openerOf(mode: WireMode): OpenNetwork {
  const missing = findMissing(mode);
  if (missing !== undefined) {
    throw new SquallError('SQUALL_WIRE', `--wire=${mode} ${missing}`, 'or leave --wire out');
  }
  if (mode === 'namespaces') return openNamespaces;
  return (clients, sourceAddresses, extraPorts) =>
    openLoopback(
      clients,
      sourceAddresses,
      extraPorts,
      (host, port, exceptAddress) => new SocketCounter(host, port, exceptAddress),
    );
}
