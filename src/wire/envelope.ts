/**
 * The message envelope: what the publisher puts at the head of every payload so that a client can tell which
 * message it holds and when that message was due.
 *
 *     sq1:RRRRRRRR:NNNNNNNNNN:TTTTTTTTTTTTTTTT:padding…     from the publisher
 *     se1:RRRRRRRR:NNNNNNNNNN:TTTTTTTTTTTTTTTT:padding…     from a client that has its messages echoed
 *
 * R: the trial's tag, 8 hex digits, so that left-overs of another trial are never counted in this one.
 * N: sequence number of the message in the trial, from 0.
 * T: the instant the message was due, microseconds on the host's monotonic clock.
 *
 * Fixed widths let it be read without parsing the payload; plain ASCII without quotes, backslashes or line
 * breaks lets it pass unchanged through JSON strings, SSE data lines and WebSocket text.
 */
export interface Envelope {
  tag: string;
  sequence: number;
  dueUs: number;
}

/** Messages of the publisher, which every client is due. */
export const messageMarker = 'sq1:';
/** A client's own messages, which the server gives back to it alone; N then counts that client's. */
export const echoMarker = 'se1:';
/** What a client says in its room; N is then the sender's number and the message's, see `chat.ts`. */
export const chatMarker = 'sc1:';
export type EnvelopeMarker = typeof messageMarker | typeof echoMarker | typeof chatMarker;
const tagStart = messageMarker.length;
const sequenceStart = tagStart + 8 + 1;
const dueStart = sequenceStart + 10 + 1;

/** Bytes the envelope occupies at the head of a payload: the smallest payload a scenario may ask for. */
export const envelopeBytes = dueStart + 16 + 1;

const colon = 58;
const zero = 48;

/**
 * Builds a payload of exactly `payloadBytes` bytes (ASCII, so also characters).
 * @throws RangeError when the payload is too small to hold the envelope.
 */
export function encodeEnvelope(
  envelope: Envelope,
  payloadBytes: number,
  marker: EnvelopeMarker = messageMarker,
): string {
  if (payloadBytes < envelopeBytes) {
    throw new RangeError(`a payload of ${payloadBytes} B cannot hold the ${envelopeBytes} B envelope`);
  }
  const sequence = String(envelope.sequence).padStart(10, '0');
  const due = String(envelope.dueUs).padStart(16, '0');
  return `${marker}${envelope.tag}:${sequence}:${due}:`.padEnd(payloadBytes, 'x');
}

/**
 * Reads the envelope at the head of `text` into `into`, which callers reuse: this runs once per delivered
 * message and allocates only the tag comparison's slice.
 * @returns false when `text` does not start with an envelope of the trial `tag`.
 */
export function decodeEnvelope(
  text: string,
  tag: string,
  into: Envelope,
  marker: EnvelopeMarker = messageMarker,
): boolean {
  if (text.length < envelopeBytes || !text.startsWith(marker) || !text.startsWith(tag, tagStart))
    return false;
  const sequence = readDigits(text, sequenceStart, 10);
  const due = readDigits(text, dueStart, 16);
  if (sequence < 0 || due < 0) return false;
  into.tag = tag;
  into.sequence = sequence;
  into.dueUs = due;
  return true;
}

/** Markers of what is for one client alone: its own message back, what was said in its room, who came or went there. */
const ownMarkers = [echoMarker, chatMarker, 'sp1:'];

/** Whether a payload that starts with `head` is for this client alone and stands outside of the stream. */
export function isEcho(head: string): boolean {
  return ownMarkers.some((marker) => head.startsWith(marker));
}

/** The decimal number in `width` digits from `start`, followed by a colon; -1 when it is anything else. */
function readDigits(text: string, start: number, width: number): number {
  let value = 0;
  for (let at = start; at < start + width; at++) {
    const digit = text.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return text.charCodeAt(start + width) === colon ? value : -1;
}

/**
 * The tag of a trial's canaries: messages that show a client to be subscribed and count nowhere else. The complement of
 * the trial's own, so that neither is ever taken for the other.
 */
export function canaryTagOf(tag: string): string {
  return (~Number.parseInt(tag, 16) >>> 0).toString(16).padStart(8, '0');
}
