import type { EventSource, fetch, WebSocket } from 'undici';
import type { Sighting } from './follower.js';

/**
 * Clients as a web developer would write them from docs/protocol.md, on the interfaces that browsers and Node.js share.
 * A browser gets them as source text, so each function holds all that it needs.
 */
export interface WebFollow {
  readonly seen: Sighting[];
  subscriptions: number;
  replayed: number;
  stop(): void;
}

/** Everything, resuming included, is left to the EventSource. */
export function followEventSource(url: string, Source: typeof EventSource): WebFollow {
  const source = new Source(url);
  const follow: WebFollow = { seen: [], subscriptions: 0, replayed: 0, stop: () => source.close() };
  source.addEventListener('subscribed', (event) => {
    const { cursor, head } = JSON.parse((event as unknown as { data: string }).data) as Record<
      string,
      string
    >;
    follow.subscriptions++;
    follow.replayed += Number(head?.split('-')[1]) - Number(cursor?.split('-')[1]);
  });
  source.addEventListener('message', (event) => {
    const { lastEventId, data } = event as unknown as { lastEventId: string; data: string };
    follow.seen.push([lastEventId, data]);
  });
  return follow;
}

/** Counts ids on from the notice, and comes back with the cursor. */
export function followWebSocket(url: string, Socket: typeof WebSocket, delayMs: number): WebFollow {
  let isStopped = false;
  let cursor = '';
  let socket: WebSocket;
  const follow: WebFollow = {
    seen: [],
    subscriptions: 0,
    replayed: 0,
    stop: () => {
      isStopped = true;
      socket.close();
    },
  };
  const connect = (): void => {
    if (isStopped) return;
    socket = new Socket(cursor === '' ? url : `${url}?cursor=${cursor}`);
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') {
        const notice = JSON.parse(data) as { cursor: string; head: string };
        ({ cursor } = notice);
        follow.subscriptions++;
        follow.replayed += Number(notice.head.split('-')[1]) - Number(cursor.split('-')[1]);
        return;
      }
      const dash = cursor.lastIndexOf('-') + 1;
      cursor = cursor.slice(0, dash) + String(Number(cursor.slice(dash)) + 1);
      follow.seen.push([cursor, new TextDecoder().decode(data)]);
    };
    socket.onclose = () => void setTimeout(connect, delayMs);
  };
  connect();
  return follow;
}

/**
 * Polls with the cursor of the last answer.
 * @param pauseMs between an answer and the next poll: 0 for long polling
 * @param delayMs after a poll that failed
 */
export function followPolls(url: string, ask: typeof fetch, pauseMs: number, delayMs: number): WebFollow {
  let isStopped = false;
  let cursor = '';
  const follow: WebFollow = {
    seen: [],
    subscriptions: 0,
    replayed: 0,
    stop: () => {
      isStopped = true;
    },
  };
  const takeBatch = (batch: { cursor: string; messages: string[] }): void => {
    const dash = batch.cursor.lastIndexOf('-') + 1;
    const first = Number(batch.cursor.slice(dash)) - batch.messages.length + 1;
    batch.messages.forEach((payload, index) => {
      follow.seen.push([batch.cursor.slice(0, dash) + String(first + index), payload]);
    });
    if (cursor === '') follow.subscriptions++;
    ({ cursor } = batch);
  };
  const poll = async (): Promise<number> => {
    const response = await ask(cursor === '' ? url : `${url}?cursor=${cursor}`);
    if (response.status === 200) takeBatch((await response.json()) as { cursor: string; messages: string[] });
    return response.ok ? pauseMs : delayMs;
  };
  const pollOn = async (): Promise<void> => {
    while (!isStopped) {
      const waitMs = await poll().catch(() => delayMs);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  };
  void pollOn();
  return follow;
}
