import { paths } from '../wire/protocol.js';
import { PollConnection } from './poll-connection.js';

/**
 * A long-polling client: each poll is due the moment the one before it is answered. Without a cursor a poll brings only what
 * is published while the server holds it.
 */
export class LongPollConnection extends PollConnection {
  override get cursor(): string | undefined {
    return this.context.withoutCursor === true ? undefined : super.cursor;
  }

  protected override handshakePath(cursor: string | undefined): string {
    return cursor === undefined ? paths['long-poll'] : `${paths['long-poll']}?cursor=${cursor}&wait=0`;
  }

  protected override pollPath(cursor: string): string {
    const since = this.context.withoutCursor === true ? 'new=1' : `cursor=${cursor}`;
    return `${paths['long-poll']}?${since}&hold=${this.context.holdUs / 1_000_000}`;
  }
}
