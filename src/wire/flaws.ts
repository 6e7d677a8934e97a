import type { TransportName } from './transport-names.js';

/**
 * What can be wrong with a reference server on purpose, so that what a load test reports can be held against what is known to have
 * happened. Message numbers are ids of the history, which count from 1; connections count from 1 in the order of their first request.
 */
export type FlawSettings =
  | { readonly kind: 'drop-every' | 'duplicate-every' | 'swap-every'; readonly every: number }
  | { readonly kind: 'drop-one' | 'cut-message'; readonly message: number }
  | { readonly kind: 'delay' | 'coalesce' | 'slow-handshake' | 'busy-handshake'; readonly byUs: number }
  | { readonly kind: 'stall'; readonly forUs: number; readonly everyUs: number }
  | { readonly kind: 'split-bytes' | 'mixed-line-ends' | 'ignore-cursor' }
  | { readonly kind: 'fragment'; readonly parts: number }
  | { readonly kind: 'no-answer' | 'wrong-content-type'; readonly connections: number }
  | { readonly kind: 'replay-extra'; readonly messages: number }
  | { readonly kind: 'cpu'; readonly byUs: number }
  | { readonly kind: 'lose-every'; readonly every: number }
  | { readonly kind: 'extra-header' }
  | { readonly kind: 'pad'; readonly bytes: number };

export type FlawKind = FlawSettings['kind'];

/** What stands after the `=`: a whole number from `least` on, a duration, two durations `1s/10s`, or nothing. */
export type FlawParameter =
  | { readonly form: 'number'; readonly least: number }
  | { readonly form: 'duration' | 'duration/period' | 'none' };

export interface FlawDescription {
  readonly parameter: FlawParameter;
  readonly example: string;
  readonly about: string;
  /** The transports that cannot have it, and why. */
  readonly refusedBy: Readonly<Partial<Record<TransportName, string>>>;
}

const batchesAlready = 'the answer to a poll is one write however many messages it brings';
const noFrames = 'only WebSocket has frames';
const noEventStream = 'only an event stream has lines';

export const flawDescriptions: Readonly<Record<FlawKind, FlawDescription>> = {
  'drop-every': {
    parameter: { form: 'number', least: 1 },
    example: 'drop-every=7',
    about: 'Every n-th message is accepted and kept, and never given to anyone; ids count on.',
    refusedBy: {},
  },
  'drop-one': {
    parameter: { form: 'number', least: 1 },
    example: 'drop-one=20',
    about: 'This one message is never given to the connection opened first; all others get it.',
    refusedBy: {},
  },
  'duplicate-every': {
    parameter: { form: 'number', least: 1 },
    example: 'duplicate-every=5',
    about: 'Every n-th message is published twice.',
    refusedBy: {},
  },
  'swap-every': {
    parameter: { form: 'number', least: 2 },
    example: 'swap-every=6',
    about: 'Every n-th message is published after its successor, or 1 s late when none comes.',
    refusedBy: {},
  },
  delay: {
    parameter: { form: 'duration' },
    example: 'delay=50ms',
    about: 'Every message is published, and every echo given back, exactly this long after it was accepted.',
    refusedBy: {},
  },
  stall: {
    parameter: { form: 'duration/period' },
    example: 'stall=1s/10s',
    about: 'The whole process stands still for the first time once in every second one.',
    refusedBy: {},
  },
  'slow-handshake': {
    parameter: { form: 'duration' },
    example: 'slow-handshake=2ms',
    about:
      'The process stands still this long for every new connection of a client, so it takes no more than 1 s ÷ this in a second.',
    refusedBy: {},
  },
  'busy-handshake': {
    parameter: { form: 'duration' },
    example: 'busy-handshake=2ms',
    about:
      'As slow-handshake, but it computes for that long: each new connection costs the server so much CPU time.',
    refusedBy: {},
  },
  'split-bytes': {
    parameter: { form: 'none' },
    example: 'split-bytes',
    about: 'Every byte sent to clients is a write of its own.',
    refusedBy: {},
  },
  coalesce: {
    parameter: { form: 'duration' },
    example: 'coalesce=100ms',
    about: 'Bytes for a client are held back this long and leave in one write.',
    refusedBy: { 'long-poll': batchesAlready, 'short-poll': batchesAlready },
  },
  'mixed-line-ends': {
    parameter: { form: 'none' },
    example: 'mixed-line-ends',
    about: 'Lines of the event stream end in CR, in LF, in CRLF, and in all three in turn.',
    refusedBy: { websocket: noEventStream, 'long-poll': noEventStream, 'short-poll': noEventStream },
  },
  fragment: {
    parameter: { form: 'number', least: 2 },
    example: 'fragment=3',
    about: 'Every message comes in this many fragments with a ping before each but the first.',
    refusedBy: { sse: noFrames, 'long-poll': noFrames, 'short-poll': noFrames },
  },
  'cut-message': {
    parameter: { form: 'number', least: 1 },
    example: 'cut-message=20',
    about: 'In the middle of this message the connection is closed; a client that resumes gets it whole.',
    refusedBy: {},
  },
  'no-answer': {
    parameter: { form: 'number', least: 1 },
    example: 'no-answer=10',
    about: 'The first n connections are accepted and their requests never answered.',
    refusedBy: {},
  },
  'wrong-content-type': {
    parameter: { form: 'number', least: 1 },
    example: 'wrong-content-type=10',
    about: 'The first n connections are answered 200 with a page of text/html and closed.',
    refusedBy: {},
  },
  'replay-extra': {
    parameter: { form: 'number', least: 1 },
    example: 'replay-extra=3',
    about: 'A client that resumes is sent n messages again that lie before its cursor.',
    refusedBy: {},
  },
  'ignore-cursor': {
    parameter: { form: 'none' },
    example: 'ignore-cursor',
    about: 'A client that resumes is treated as new: it gets what is published from then on.',
    refusedBy: {},
  },
  cpu: {
    parameter: { form: 'duration' },
    example: 'cpu=50us',
    about: 'Each message given to a client costs this much more CPU time.',
    refusedBy: {},
  },
  'lose-every': {
    parameter: { form: 'number', least: 1 },
    example: 'lose-every=100000',
    about: 'Every n-th delivery, counted over all connections, is not made.',
    refusedBy: {},
  },
  'extra-header': {
    parameter: { form: 'none' },
    example: 'extra-header',
    about: 'Answers to clients have one more header, `X-Flaw: 1`, 11 bytes with its line end.',
    refusedBy: {},
  },
  pad: {
    parameter: { form: 'number', least: 1 },
    example: 'pad=1',
    about: 'Every message is given to clients with n more bytes at its end.',
    refusedBy: {},
  },
};

/** Flaws that only make a server a little worse, as a change of its code might: they write no log, which would cost more than they do. */
export const unloggedFlaws: readonly FlawKind[] = ['cpu', 'lose-every', 'extra-header', 'pad'];

export const flawKinds = Object.keys(flawDescriptions) as readonly FlawKind[];

/** One line of a flawed server's log; instants are microseconds on the host's monotonic clock. */
export type FlawLogLine =
  /** A message was accepted; `head` is the beginning of its payload, where an envelope stands if it has one. */
  | { readonly event: 'accepted'; readonly message: number; readonly atUs: number; readonly head: string }
  /**
   * A message of the history was written to a connection: all of it, or of a cut one the first half. `id` counts the history's
   * messages, `replay` says that the connection was still being sent what it had missed.
   */
  | {
      readonly event: 'sent' | 'cut';
      readonly id: number;
      readonly connection: number;
      readonly replay: boolean;
      readonly atUs: number;
      readonly head: string;
    }
  /** What was held back for a connection left for its socket. */
  | { readonly event: 'released'; readonly connection: number; readonly atUs: number }
  | { readonly event: 'stall'; readonly beginUs: number; readonly endUs: number };
