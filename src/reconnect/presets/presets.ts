import type { ReconnectPolicy } from '../reconnect-policy.js';
import { centrifuge } from './centrifuge.js';
import { eventSourceChromium, eventSourceFirefox } from './event-source.js';
import { graphqlWs } from './graphql-ws.js';
import { grpc, grpcJs } from './grpc.js';
import { mqttJs } from './mqtt-js.js';
import { natsGo, natsJs } from './nats.js';
import { phoenix } from './phoenix.js';
import type { OptionValue, Preset } from './preset.js';
import { partysocket, reconnectingWebSocket } from './reconnecting-websocket.js';
import { rfc6455 } from './rfc6455.js';
import { signalr } from './signalr.js';
import { socketIo } from './socket-io.js';

const registry = {
  'eventsource-chromium': eventSourceChromium,
  'eventsource-firefox': eventSourceFirefox,
  'socket.io': socketIo,
  signalr,
  phoenix,
  'reconnecting-websocket': reconnectingWebSocket,
  partysocket,
  'graphql-ws': graphqlWs,
  centrifuge,
  'mqtt.js': mqttJs,
  'nats.go': natsGo,
  'nats.js': natsJs,
  grpc,
  'grpc-js': grpcJs,
  rfc6455,
} as const;

export type PresetName = keyof typeof registry;

/** What people's clients do, by the name of their library or specification. */
export const presets: Readonly<Record<PresetName, Preset>> = registry;

export const presetNames = Object.keys(registry) as readonly PresetName[];

export type PresetValues = Readonly<Record<string, OptionValue>>;

/** The library's defaults, and what was set instead. */
export function resolveOptions(name: PresetName, set: PresetValues = {}): PresetValues {
  const defaults = Object.entries(presets[name].options).map(
    ([key, option]) => [key, option.default] as const,
  );
  return { ...Object.fromEntries(defaults), ...set };
}

export function createPreset(name: PresetName, set?: PresetValues): ReconnectPolicy {
  return presets[name].create(resolveOptions(name, set) as ResolvedValues);
}

/** How long a connection must have held for the attempt count to begin anew. */
export function resetAfterUs(name: PresetName, set?: PresetValues): number {
  return presets[name].resetAfterUs?.(resolveOptions(name, set) as ResolvedValues) ?? 0;
}

/** Each value is of the kind that its option says: the schema checked it, and the preset's own types rely on it. */
type ResolvedValues = Parameters<Preset['create']>[0];

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(registry, name);
}
