import type { HealthByPhase } from '../metrics/load-snapshot.js';
import type { PhaseName } from '../metrics/phases.js';
import type { ProxyCounters, ProxyServerSettings, ToxicOrder } from '../proxy/proxy-settings.js';

/** What a proxy is opened with. Values of the environment stay out of it: the process has the same environment. */
export interface ProxyOpening extends Omit<ProxyServerSettings, 'server'> {
  /** The server's address; may hold variables. */
  readonly serverUrl: string;
  /** What they stand for beside the environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** From the coordinator to the proxy's process. */
export type ProxyCommand =
  | { readonly kind: 'open'; readonly opening: ProxyOpening }
  | { readonly kind: 'add-toxic'; readonly order: ToxicOrder }
  | { readonly kind: 'remove-toxic'; readonly id: number }
  | { readonly kind: 'phase'; readonly phase: PhaseName }
  | { readonly kind: 'finish' };

/** From the proxy's process to the coordinator. */
export type ProxyReport =
  | { readonly kind: 'open' }
  /** A toxic is at work, or no more, since this instant of the host's clock. */
  | { readonly kind: 'toxic-set'; readonly id: number; readonly atUs: number }
  | { readonly kind: 'finished'; readonly counters: ProxyCounters; readonly health: HealthByPhase }
  | { readonly kind: 'failed'; readonly message: string };
