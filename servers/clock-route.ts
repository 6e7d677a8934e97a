import type { ServerResponse } from 'node:http';
import type { Clock } from '../src/system/clock.js';
import type { ClockReading } from '../src/wire/protocol.js';
import { answerJson } from './http-answer.js';

/**
 * `GET /clock`: two of the four stamps from which a client on another host learns how far this host's clock is from its
 * own. Between them nothing is done but to look at the clock again.
 */
export function answerClock(response: ServerResponse, clock: Clock): void {
  const reading: ClockReading = { receivedAtUs: clock.nowUs(), sentAtUs: clock.nowUs() };
  answerJson(response, 200, reading);
}
