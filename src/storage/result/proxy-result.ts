import { z } from 'zod';
import { transportNames } from '../../wire/transport-names.js';
import { count, figure, latencySummarySchema } from './figures.js';

/** The proxy between clients and server. */
export const proxySchema = z.object({
  /** Connections of clients, and the most at one time. */
  accepted: count,
  peak: count,
  /** Closed again because the server could not be reached. */
  unreachable: count,
  /** Closed because nothing had come from either side for the idle timeout. */
  idleClosed: count,
  /** WebSocket handshakes from which `Upgrade` was taken. */
  upgradesStripped: count,
  cpuSeconds: z.number(),
  /** Of its event loop in steady phases; null without one. */
  utilisationMax: figure,
  stallMaxUs: figure,
});

/** How clients fared along the list of transports. */
export const fallbackSchema = z.object({
  /** Attempts whose handshake was not accepted and that went on with the next transport. */
  count,
  /** From the beginning of such an attempt to the next transport's turn. */
  lostUs: latencySummarySchema,
  /** Clients by the transport on which they were subscribed last. */
  clients: z.partialRecord(z.enum(transportNames), count),
});
