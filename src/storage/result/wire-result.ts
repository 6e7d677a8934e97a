import { z } from 'zod';
import { wireModes } from '../../metrics/wire-count.js';
import { count, figure } from './figures.js';

/** One direction of the clients' traffic on the network; see `predictIpBytes` for what it is held against. */
const wireDirectionSchema = z.object({
  segments: count,
  /** IPv4 packets with their headers, without the Ethernet header. */
  ipBytes: count,
  /** Of the segments: SYNs and SYN-ACKs, and RSTs that refused a connection. */
  handshakeSegments: count,
  refusalSegments: count,
  retransmittedSegments: count,
  resets: figure,
  /** The segments as the kernel's TCP counted them; null in the mode `sockets`, which has no second count. */
  tcpSegments: figure,
  /** segments × 52, handshakes 60 and refusals 40, plus the payload that the clients' byte meters counted. */
  predictedBytes: count,
  /** ipBytes − predictedBytes; 0 without retransmissions, resets and unread data. */
  unexplainedBytes: z.number().int(),
});

/** What crossed the network, IP and TCP headers and acknowledgements included; only with `squall run --wire`. */
export const wireSchema = z.object({
  mode: z.enum(wireModes),
  /** False when something is known to be missing: open connections, or what sockets did after they were last seen. */
  complete: z.boolean(),
  /** Both directions over messages delivered; null when none was. */
  bytesPerDelivered: figure,
  segmentsPerDelivered: figure,
  /** From the clients to the server, and back. */
  sent: wireDirectionSchema,
  received: wireDirectionSchema,
});
