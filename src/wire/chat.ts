import { type Envelope, envelopeBytes } from './envelope.js';

/**
 * What members of a room are told. A message is an envelope of its own kind, whose number says the sender and the sender's
 * count; word of who comes and goes is `sp1:join:NAME` and `sp1:leave:NAME`.
 */
export const presenceMarker = 'sp1:';

/** The number in the envelope has ten digits: six for the sender, four for its messages. */
export const mostChatClients = 1e6;
export const mostChatMessages = 1e4;

export const leastChatBytes = envelopeBytes;

export function numberChat(sender: number, message: number): number {
  return sender * mostChatMessages + message;
}

export function readChatNumber({ sequence }: Envelope): { sender: number; message: number } {
  return { sender: Math.floor(sequence / mostChatMessages), message: sequence % mostChatMessages };
}

export type PresenceChange = 'join' | 'leave';

export function encodePresence(change: PresenceChange, name: string): string {
  return `${presenceMarker}${change}:${name}`;
}

/** @returns undefined when the text is no word of presence */
export function readPresence(text: string): PresenceChange | undefined {
  if (!text.startsWith(presenceMarker)) return undefined;
  return text.startsWith('join:', presenceMarker.length) ? 'join' : 'leave';
}

/** What a room may be called. */
export const roomPattern = /^[0-9a-z-]{1,64}$/;
