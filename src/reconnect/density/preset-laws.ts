import type { ReconnectSettings } from '../../scenario/scenario.js';
import type { OptionValue } from '../presets/preset.js';
import { type PresetName, resolveOptions } from '../presets/presets.js';
import { capLaw, type DelayLaw, evenLaw, pointLaw } from './delay-law.js';

/** Gives the law of an attempt from a preset's options; an empty law once it has given up. */
type LawOfPreset = (option: OptionReader, attempt: number, serverUs: number | undefined) => DelayLaw;

interface OptionReader {
  (name: string): number;
  readonly list: (name: string) => readonly number[];
}

/**
 * The laws of presets whose waits do not depend on one another, from the formulas that `squall policies` lists. Left out: those with a draw
 * for a client's whole life (reconnecting-websocket), compounding jitter (grpc-js) and draws until one is not beaten (nats.js).
 */
const laws: Partial<Record<PresetName, LawOfPreset>> = {
  'eventsource-chromium': (_option, _attempt, serverUs = 3e6) => pointLaw(serverUs),
  'eventsource-firefox': (_option, _attempt, serverUs = 5e6) => pointLaw(Math.max(500e3, serverUs)),
  signalr: ({ list }, attempt) => pointOf(list('retryDelays')[attempt]),
  phoenix({ list }, attempt) {
    const delays = list('reconnectAfter');
    return pointOf(delays[Math.min(attempt, delays.length - 1)]);
  },
  'mqtt.js': (option) => pointLaw(option('reconnectPeriod')),
  'graphql-ws': (option, attempt) =>
    attempt >= option('retryAttempts') ? [] : evenLaw(2 ** attempt * 1e6 + 300e3, 2 ** attempt * 1e6 + 3e6),
  'nats.go': (option, attempt) =>
    attempt >= option('maxReconnects')
      ? []
      : evenLaw(option('reconnectWait'), option('reconnectWait') + option('reconnectJitter')),
  grpc(option, attempt) {
    if (attempt === 0) return pointLaw(0);
    if (attempt === 1) return pointLaw(option('initialBackoff'));
    const waitUs = Math.min(
      option('maxBackoff'),
      option('initialBackoff') * option('multiplier') ** (attempt - 1),
    );
    return evenLaw((1 - option('jitter')) * waitUs, (1 + option('jitter')) * waitUs);
  },
  centrifuge(option, attempt) {
    const [leastUs, mostUs] = [option('minReconnectDelay'), option('maxReconnectDelay')];
    const windowUs = Math.min(mostUs, leastUs * 2 ** Math.min(attempt, 31));
    return capLaw(evenLaw(leastUs, leastUs + windowUs), mostUs);
  },
  'socket.io': (option, attempt) =>
    attempt >= option('reconnectionAttempts') ? [] : lawOfSocketIo(option, attempt),
  rfc6455(option, attempt) {
    const first = option('first');
    return evenLaw(0, Math.min(Math.max(first, option('cap')), first * 2 ** attempt));
  },
};

export function lawOfPreset(
  name: PresetName,
  settings: ReconnectSettings,
  serverUs: number | undefined,
): ((attempt: number) => DelayLaw) | undefined {
  const law = laws[name];
  if (law === undefined) return undefined;
  const values = resolveOptions(name, settings.options);
  const read = Object.assign((key: string) => readNumber(values[key]), {
    list: (key: string) => readList(values[key]),
  });
  return (attempt) => law(read, attempt, serverUs);
}

/** The first decimal of the draw decides the sign, so a wait's ±J falls in ten bands, even ones below and odd ones above; then the cap. */
function lawOfSocketIo(option: OptionReader, attempt: number): DelayLaw {
  const waitUs = option('reconnectionDelay') * 2 ** attempt;
  const bandUs = (option('randomizationFactor') * waitUs) / 10;
  const bands = Array.from({ length: 10 }, (_, band) => {
    const [nearUs, farUs] = [band * bandUs, (band + 1) * bandUs];
    return band % 2 === 0
      ? { fromUs: waitUs - farUs, toUs: waitUs - nearUs, share: 0.1 }
      : { fromUs: waitUs + nearUs, toUs: waitUs + farUs, share: 0.1 };
  });
  return capLaw(bands, option('reconnectionDelayMax'));
}

function pointOf(delayUs: number | undefined): DelayLaw {
  return delayUs === undefined ? [] : pointLaw(delayUs);
}

function readNumber(value: OptionValue | undefined): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function readList(value: OptionValue | undefined): readonly number[] {
  return typeof value === 'object' ? value : [];
}
