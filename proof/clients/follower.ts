/** One message as a client took it: the server's cursor for it, and its payload. */
export type Sighting = readonly [cursor: string, payload: string];

/** What a client has seen since it began to follow a server. */
export interface FollowLog {
  readonly seen: readonly Sighting[];
  /** Subscriptions: the first one, and one for each time it resumed. */
  readonly subscriptions: number;
  /** Messages that were there before it subscribed again; 0 where nothing tells them from others. */
  readonly replayed: number;
}

/** A client that follows a server through cuts and restarts until it is told to stop. */
export interface Follower {
  readonly name: string;
  readLog(): Promise<FollowLog>;
  stop(): Promise<void>;
}
