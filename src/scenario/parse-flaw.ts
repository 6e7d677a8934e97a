import { SquallError } from '../errors.js';
import { type FlawKind, type FlawSettings, flawDescriptions, flawKinds } from '../wire/flaws.js';
import type { TransportName } from '../wire/transport-names.js';
import { quote } from './quote.js';
import { adviseNames } from './suggest-nearest.js';
import { parseDurationUs } from './units.js';

/** Longest time a flaw may hold messages back. */
const longestUs = 3600e6;

/**
 * Reads a flaw as it is written in a scenario and on the command line: `drop-every=7`, `stall=1s/10s`, `split-bytes`.
 * @throws SquallError SQUALL_UNKNOWN_FLAW, SQUALL_VALUE or SQUALL_UNIT
 */
export function parseFlaw(text: string): FlawSettings {
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).trim();
  const value = at < 0 ? undefined : text.slice(at + 1).trim();
  const kind = flawKinds.find((known) => known === name);
  if (kind === undefined) {
    const problem = `there is no flaw ${quote(name)}`;
    throw new SquallError('SQUALL_UNKNOWN_FLAW', problem, adviseNames(name, flawKinds));
  }
  return readParameter(kind, value);
}

/**
 * Reads the flaws of a server of one transport.
 * @throws SquallError as `parseFlaw`, SQUALL_FLAW_REFUSED when the transport cannot have it, SQUALL_VALUE when one is given twice
 */
export function parseFlaws(texts: readonly string[], transport: TransportName): FlawSettings[] {
  const flaws = texts.map(parseFlaw);
  for (const [index, { kind }] of flaws.entries()) {
    const reason = flawDescriptions[kind].refusedBy[transport];
    if (reason !== undefined) {
      const problem = `${transport} cannot have the flaw ${kind}: ${reason}`;
      throw new SquallError('SQUALL_FLAW_REFUSED', problem, 'remove it or serve another transport');
    }
    if (flaws.findIndex((other) => other.kind === kind) < index) {
      throw new SquallError('SQUALL_VALUE', `the flaw ${kind} is given twice`, 'give it once');
    }
  }
  return flaws;
}

function readParameter(kind: FlawKind, value: string | undefined): FlawSettings {
  switch (kind) {
    case 'drop-every':
    case 'duplicate-every':
    case 'swap-every':
    case 'lose-every':
      return { kind, every: readNumber(kind, value) };
    case 'drop-one':
    case 'cut-message':
      return { kind, message: readNumber(kind, value) };
    case 'delay':
    case 'slow-handshake':
    case 'busy-handshake':
    case 'coalesce':
    case 'cpu':
      return { kind, byUs: readDuration(kind, value) };
    case 'stall':
      return readStall(value);
    case 'fragment':
      return { kind, parts: readNumber(kind, value) };
    case 'no-answer':
    case 'wrong-content-type':
      return { kind, connections: readNumber(kind, value) };
    case 'replay-extra':
      return { kind, messages: readNumber(kind, value) };
    case 'pad':
      return { kind, bytes: readNumber(kind, value) };
    case 'extra-header':
    case 'split-bytes':
    case 'mixed-line-ends':
    case 'ignore-cursor':
      if (value !== undefined) throw refuseValue(kind, value, `write ${kind} alone`);
      return { kind };
  }
}

function readNumber(kind: FlawKind, value: string | undefined): number {
  const { parameter, example } = flawDescriptions[kind];
  const least = parameter.form === 'number' ? parameter.least : 1;
  if (value !== undefined && /^\d{1,9}$/.test(value) && Number(value) >= least) return Number(value);
  throw refuseValue(kind, value, `give a whole number from ${least} on, e.g. ${example}`);
}

function readDuration(kind: FlawKind, value: string | undefined): number {
  const advice = `give a time up to 1h, e.g. ${flawDescriptions[kind].example}`;
  if (value === undefined || value === '') throw refuseValue(kind, value, advice);
  const us = parseDurationUs(value);
  if (us > longestUs) throw refuseValue(kind, value, advice);
  return us;
}

function readStall(value: string | undefined): FlawSettings {
  const [duration = '', period, ...more] = (value ?? '').split('/');
  const advice = `give how long and how often, the first the shorter, e.g. ${flawDescriptions.stall.example}`;
  if (period === undefined || more.length > 0) throw refuseValue('stall', value, advice);
  const [forUs, everyUs] = [readDuration('stall', duration.trim()), readDuration('stall', period.trim())];
  if (forUs === 0 || forUs >= everyUs) throw refuseValue('stall', value, advice);
  return { kind: 'stall', forUs, everyUs };
}

function refuseValue(kind: FlawKind, value: string | undefined, remedy: string): SquallError {
  const problem =
    value === undefined || value === ''
      ? `the flaw ${kind} lacks its value`
      : `${quote(value)} is no value of the flaw ${kind}`;
  return new SquallError('SQUALL_VALUE', problem, remedy);
}
