import { paths } from '../wire/protocol.js';
import { PollConnection } from './poll-connection.js';

/** A long-polling client: each poll is due the moment the one before it is answered. */
export class LongPollConnection extends PollConnection {
  protected override handshakePath(cursor: string | undefined): string {
    return cursor === undefined ? paths['long-poll'] : `${paths['long-poll']}?cursor=${cursor}&wait=0`;
  }

  protected override pollPath(cursor: string): string {
    return `${paths['long-poll']}?cursor=${cursor}&hold=${this.context.holdUs / 1_000_000}`;
  }
}
