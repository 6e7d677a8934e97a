/** How the traffic on the wire was counted: at an interface that carries only clients, or by the kernel socket by socket. */
export const wireModes = ['namespaces', 'sockets'] as const;
export type WireMode = (typeof wireModes)[number];

/** IPv4 header 20 (RFC 791 §3.1), TCP header 20 (RFC 9293 §3.1), timestamps option padded to 12 (RFC 7323 §3.2). */
export const segmentBytes = 20 + 20 + 12;

/** A SYN or SYN-ACK of Linux: 20 bytes of options (MSS 4, SACK permitted 2, timestamps 10, NOP 1, window scale 3) instead of 12. */
export const handshakeSegmentBytes = 20 + 20 + 20;

/** The RST that refuses a connection: no options at all, because there is no connection to have agreed on any. */
export const refusalSegmentBytes = 20 + 20;

/** One direction of the clients' traffic. */
export interface WireDirection {
  /** TCP segments, those without payload (acknowledgements, SYN, FIN, RST) included. */
  readonly segments: number;
  /** Bytes of IPv4 packets: headers and payload, without the Ethernet header. */
  readonly ipBytes: number;
  /** Of the segments: SYNs towards the server, SYN-ACKs towards the clients. */
  readonly handshakeSegments: number;
  /** Of the segments: RSTs that refused a connection. */
  readonly refusalSegments: number;
  readonly retransmittedSegments: number;
  /** RSTs for whatever reason; null where the kernel does not tell them apart. */
  readonly resets: number | null;
  /** The segments as the kernel's TCP counted them, apart from the interface; null where they are the only count. */
  readonly tcpSegments: number | null;
}

/** What crossed the network between the clients and the server in a trial. `sent` is from the clients to the server. */
export interface WireCount {
  readonly mode: WireMode;
  readonly sent: WireDirection;
  readonly received: WireDirection;
  /** False when connections were still open, or sockets had ended unseen, so that something is missing. */
  readonly complete: boolean;
}

/**
 * IPv4 bytes that this many segments take with this much TCP payload, when nothing was retransmitted, no selective
 * acknowledgement was sent and no connection in progress was reset by a side that no longer knew it.
 */
export function predictIpBytes(
  { segments, handshakeSegments, refusalSegments }: WireDirection,
  payloadBytes: number,
): number {
  const plain = segments - handshakeSegments - refusalSegments;
  return (
    plain * segmentBytes +
    handshakeSegments * handshakeSegmentBytes +
    refusalSegments * refusalSegmentBytes +
    payloadBytes
  );
}
