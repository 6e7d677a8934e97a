/** Where clients of one transport go. */
export interface TargetEndpoint {
  readonly url: string;
  readonly subprotocol: string | undefined;
  /** First message of a WebSocket client; may hold `{{cursor}}`. */
  readonly send: string | undefined;
  readonly cursor: readonly CursorRule[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Where a part of a client's cursor is found, and where the next request has it. */
export interface CursorRule {
  /** `header NAME` or `text PATTERN`. */
  readonly from: string;
  /** `header NAME` or `query NAME`. */
  readonly to: string;
}

export interface TargetPublish {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  /** Holds `{{payload}}` or `{{payload-base64}}` once. */
  readonly body: string;
  readonly connections: number;
}
