import { listParameters } from '../reconnect/describe-policy.js';
import { isPreset } from '../reconnect/presets/presets.js';
import { describeChoice, type MatrixChoice } from './matrix.js';
import type { ReconnectSettings, Scenario, Trial } from './scenario.js';
import { formatDuration } from './units.js';

/** What tells a cell from the others: transport and policy always, and every other key that the matrix varies. */
export function labelCell(
  scenario: Scenario,
  choices: readonly MatrixChoice[],
  reconnectLabel: string,
): Trial['labels'] {
  const varied = choices
    .filter(({ axis }) => axis.path[0] !== 'transport' && axis.path[0] !== 'reconnect')
    .map((choice) => [choice.axis.key, labelChoice(scenario, choice)] as const);
  return { transport: scenario.transport, reconnect: reconnectLabel, ...Object.fromEntries(varied) };
}

/** A target goes by its name, and a map within it by its number: what else they hold is not for labels. */
function labelChoice({ target }: Scenario, choice: MatrixChoice): string {
  const { path, values } = choice.axis;
  if (path[0] !== 'target') return describeChoice(choice);
  if (path.length === 1) return target?.name ?? 'reference';
  const value = values[choice.index];
  return typeof value === 'object' ? `#${choice.index + 1}` : String(value);
}

/**
 * Names each of several reconnect settings as briefly as tells them apart: `full-jitter`, or with the parameters in which
 * settings of the same policy differ, `full-jitter base=2s cap=10s`.
 * @returns the labels in the order of `settings`
 */
export function labelReconnects(settings: readonly ReconnectSettings[]): string[] {
  return settings.map((own) => {
    const rivals = settings.filter(({ policy }) => policy === own.policy).map(listAllParameters);
    const differing = Object.entries(listAllParameters(own)).filter(([name, value]) =>
      rivals.some((rival) => rival[name] !== value),
    );
    return [own.policy, ...differing.map(([name, value]) => `${name}=${value}`)].join(' ');
  });
}

function listAllParameters(settings: ReconnectSettings): Record<string, string> {
  const { policy } = settings;
  return {
    ...listParameters(settings),
    // Of a preset it follows from the options.
    ...(isPreset(policy) ? {} : { resetAfter: formatDuration(settings.resetAfterUs) }),
    connectTimeout: formatDuration(settings.connectTimeoutUs),
  };
}

/** The trial's number and labels as a word for file names. */
export function nameTrial(index: number, total: number, labels: Trial['labels']): string {
  const number = String(index + 1).padStart(Math.max(2, String(total).length), '0');
  const words = Object.entries(labels).map(([key, value]) =>
    key === 'transport' || key === 'reconnect' ? value : `${lastWord(key)}-${value}`,
  );
  const slug = words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-|-$/g, '');
  return `${number}-${slug}`;
}

/** `clients.count` is `count` in a file name. */
function lastWord(key: string): string {
  return key.split('.').at(-1) ?? key;
}
