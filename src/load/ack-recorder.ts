import type { AckSnapshot } from '../metrics/ack-snapshot.js';

/** Takes down what the clients of one worker acknowledge. */
export class AckRecorder {
  sent = 0;
  withheld = 0;
  refused = 0;
  redelivered = 0;
  uplinksOpened = 0;
  uplinksNow = 0;

  countUplink(open: boolean): void {
    this.uplinksNow += open ? 1 : -1;
    if (open) this.uplinksOpened++;
  }

  takeSnapshot(): AckSnapshot {
    const { sent, withheld, refused, redelivered, uplinksOpened } = this;
    return { sent, withheld, refused, redelivered, uplinksOpened };
  }
}
