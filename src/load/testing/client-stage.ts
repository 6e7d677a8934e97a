import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { LatencySummary } from '../../metrics/latency-summary.js';
import { planBackoff } from '../../reconnect/backoff.js';
import type { ReconnectSettings } from '../../scenario/scenario.js';
import { LoadRecorder } from '../load-recorder.js';
import { type ClientSurroundings, VirtualClient } from '../virtual-client.js';
import { type ScriptedAttempt, ScriptedTransport, scriptedTag } from './scripted-transport.js';
import { SteppedTime } from './stepped-time.js';

export const fixedHalfSecond: ReconnectSettings = {
  policy: 'fixed',
  delayUs: 500_000,
  baseUs: 500_000,
  capUs: 30_000_000,
  factor: 2,
  resetAfterUs: 0,
  connectTimeoutUs: 5_000_000,
};

export interface StageSettings {
  readonly seed?: number;
  /** Processes of the server; one unless told. */
  readonly servers?: number;
  readonly reconnect?: Partial<ReconnectSettings>;
  readonly onAttempt?: (attempt: ScriptedAttempt, time: SteppedTime) => void;
}

/** Virtual clients with everything around them scripted: time, server and the recorder under observation. */
export class ClientStage {
  readonly time = new SteppedTime();
  readonly recorder = new LoadRecorder(0);
  readonly transport: ScriptedTransport;
  readonly around: ClientSurroundings;

  constructor({ seed = 1, servers, reconnect, onAttempt }: StageSettings = {}) {
    this.transport = new ScriptedTransport(this.time, (attempt) => onAttempt?.(attempt, this.time));
    this.around = {
      transport: this.transport,
      clock: this.time,
      due: this.time.due,
      recorder: this.recorder,
      backoff: planBackoff(seed, { ...fixedHalfSecond, ...reconnect }),
      tag: scriptedTag,
      canaryTag: 'cccccccc',
      measureFromUs: 0,
      servers: servers ?? 1,
      localAddressOf: () => undefined,
    };
  }

  addClient(index = 0, dueUs = 0): VirtualClient {
    const client = new VirtualClient(index, this.around);
    client.start(dueUs);
    return client;
  }

  /** Lets the server do something at an instant. */
  at(atUs: number, action: () => void): void {
    this.time.plan(atUs, action);
    this.time.advanceTo(atUs);
  }

  get attemptInstants(): number[] {
    return this.transport.attempts.map(({ atUs }) => atUs);
  }

  /** The recorder's histogram of a name, as it would be reported. */
  summary(name: string): LatencySummary {
    const encoded = this.recorder.encodeHistograms()[name];
    if (encoded === undefined) throw new Error(`there is no histogram ${name}`);
    return LatencyHistogram.decode(encoded).summarise();
  }
}
