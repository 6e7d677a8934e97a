import type { Clock } from '../../src/system/clock.js';
import type { FlawSettings } from '../../src/wire/flaws.js';
import { mislabel, neverAnswer } from './bad-answer.js';
import { ignoreCursor, replayExtra } from './bad-resume.js';
import type { Flaw } from './flaw.js';
import type { FlawLog } from './flaw-log.js';
import { fragment } from './fragment.js';
import { mixLineEnds } from './mixed-line-ends.js';
import { cutMessage, dropEvery, dropOne, loseEvery } from './omit.js';
import { delayBy, duplicateEvery, swapEvery } from './publish-order.js';
import { addHeader, burnCpu, pad } from './slightly-worse.js';
import { busyHandshake, slowHandshake } from './slow-handshake.js';
import { coalesce, splitBytes } from './socket-writes.js';
import { stallProcess } from './stall.js';

export function createFlaw(settings: FlawSettings, clock: Clock, log: FlawLog): Flaw {
  switch (settings.kind) {
    case 'drop-every':
      return dropEvery(settings.every);
    case 'drop-one':
      return dropOne(settings.message);
    case 'duplicate-every':
      return duplicateEvery(settings.every);
    case 'swap-every':
      return swapEvery(settings.every);
    case 'delay':
      return delayBy(settings.byUs, clock);
    case 'stall':
      return stallProcess(settings, clock, log);
    case 'slow-handshake':
      return slowHandshake(settings.byUs);
    case 'busy-handshake':
      return busyHandshake(settings.byUs);
    case 'split-bytes':
      return splitBytes();
    case 'coalesce':
      return coalesce(settings.byUs, clock, log);
    case 'mixed-line-ends':
      return mixLineEnds();
    case 'fragment':
      return fragment(settings.parts);
    case 'cut-message':
      return cutMessage(settings.message);
    case 'no-answer':
      return neverAnswer(settings.connections);
    case 'wrong-content-type':
      return mislabel(settings.connections);
    case 'replay-extra':
      return replayExtra(settings.messages);
    case 'ignore-cursor':
      return ignoreCursor();
    case 'cpu':
      return burnCpu(settings.byUs);
    case 'lose-every':
      return loseEvery(settings.every);
    case 'extra-header':
      return addHeader();
    case 'pad':
      return pad(settings.bytes);
  }
}
