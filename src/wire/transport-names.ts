export const transportNames = ['websocket', 'sse', 'long-poll', 'short-poll'] as const;
export type TransportName = (typeof transportNames)[number];
