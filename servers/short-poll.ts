import { paths } from '../src/wire/protocol.js';
import { type Poll, PollServer } from './poll-server.js';

/** Short polling: every poll is answered at once, with 204 when nothing is new. */
export class ShortPollServer extends PollServer {
  readonly path = paths['short-poll'];

  protected override answerNothingNew(poll: Poll): void {
    this.answerEmpty(poll.response, false);
  }
}
