/** Frames of a client carry a 4-byte masking key after the 2-byte header (RFC 6455 §5.3). */
export const clientHeaderBytes = 6;

/** RFC 6455 §5.2: a length over 125 takes 2 more bytes of header, one over 65,535 takes 8. */
export function lengthBytes(payloadBytes: number): number {
  if (payloadBytes <= 125) return 0;
  return payloadBytes <= 0xffff ? 2 : 8;
}

/** Close frame with a status code and no reason. */
export const plainCloseBytes = clientHeaderBytes + 2;
