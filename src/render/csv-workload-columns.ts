import { endCauses } from '../metrics/end-causes.js';
import type { TrialResult } from '../storage/result.js';
import { reapCauses } from '../wire/protocol.js';
import { transportNames } from '../wire/transport-names.js';
import { type CsvColumn, latencyColumns, snake } from './csv-column.js';

/**
 * Columns of workloads and circumstances that not every run has: each group stands in the file only when some trial
 * has what it is about, so a plain run's rows stay as short as they were.
 */
export function workloadColumns(trials: readonly TrialResult[]): CsvColumn[] {
  const has = (key: keyof TrialResult): boolean => trials.some((trial) => trial[key] !== undefined);
  return [
    ...(has('acks') ? acks : []),
    ...(has('chat') ? chat() : []),
    ...(has('tokens') ? tokens() : []),
    ...cohorts(trials),
    ...(trials.some(({ server }) => server.overflow !== undefined) ? overflow : []),
    ...(has('halfOpen') ? halfOpen() : []),
    ...(has('proxy') ? proxy : []),
    ...(has('fallback') ? fallback() : []),
  ];
}

const acks: readonly CsvColumn[] = [
  { name: 'acks_mode', read: (trial) => trial.acks?.mode ?? null },
  ...(['everyUs', 'timeoutUs', 'sent', 'withheld', 'refused', 'redelivered'] as const).map(
    (key): CsvColumn => ({ name: `acks_${snake(key)}`, read: (trial) => trial.acks?.[key] ?? null }),
  ),
  { name: 'acks_server_acknowledged', read: (trial) => trial.acks?.server.acknowledged ?? null },
  { name: 'acks_server_redelivered', read: (trial) => trial.acks?.server.redelivered ?? null },
  { name: 'acks_uplinks_opened', read: (trial) => trial.acks?.uplinks.opened ?? null },
];

function chat(): CsvColumn[] {
  return [
    { name: 'chat_room_size', read: (trial) => trial.chat?.roomSize ?? null },
    { name: 'chat_rate_per_second', read: (trial) => trial.chat?.ratePerSecond ?? null },
    { name: 'chat_payload_bytes', read: (trial) => trial.chat?.payloadBytes ?? null },
    ...latencyColumns('chat_hearing', (trial) => trial.chat?.hearingUs),
    ...latencyColumns('chat_send_lag', (trial) => trial.chat?.sendLagUs),
    ...(
      [
        'due',
        'said',
        'expected',
        'heard',
        'lost',
        'missed',
        'beyondDue',
        'duplicate',
        'outOfOrder',
        'refused',
        'foreign',
        'roomsWithLoss',
      ] as const
    ).map(
      (key): CsvColumn => ({
        name: `chat_${snake(key)}`,
        read: (trial) => trial.chat?.ledger[key] ?? null,
      }),
    ),
    { name: 'chat_joins', read: (trial) => trial.chat?.presence.joins ?? null },
    { name: 'chat_leaves', read: (trial) => trial.chat?.presence.leaves ?? null },
    { name: 'chat_uplinks_opened', read: (trial) => trial.chat?.uplinks.opened ?? null },
  ];
}

function tokens(): CsvColumn[] {
  return [
    { name: 'tokens_prompts_per_second', read: (trial) => trial.tokens?.promptsPerSecond ?? null },
    { name: 'tokens_per_second', read: (trial) => trial.tokens?.tokensPerSecond ?? null },
    { name: 'tokens_per_answer', read: (trial) => trial.tokens?.answerTokens ?? null },
    { name: 'tokens_resumes', read: (trial) => trial.tokens?.resumes ?? null },
    ...latencyColumns('tokens_first', (trial) => trial.tokens?.firstTokenUs),
    ...latencyColumns('tokens_gap', (trial) => trial.tokens?.gapUs),
    ...latencyColumns('tokens_send_lag', (trial) => trial.tokens?.sendLagUs),
    ...(['due', 'asked', 'completed', 'refused', 'resumed'] as const).map(
      (key): CsvColumn => ({
        name: `tokens_prompts_${key}`,
        read: (trial) => trial.tokens?.prompts[key] ?? null,
      }),
    ),
    ...(['expected', 'delivered', 'lost', 'duplicate', 'unfinished'] as const).map(
      (key): CsvColumn => ({ name: `tokens_${key}`, read: (trial) => trial.tokens?.ledger[key] ?? null }),
    ),
  ];
}

/** A cohort of the scenario has columns under its own name, and so have the clients of none (`others`). */
function cohorts(trials: readonly TrialResult[]): CsvColumn[] {
  const names = new Set(trials.flatMap((trial) => (trial.cohorts ?? []).map(({ name }) => name)));
  return [...names].flatMap((name): CsvColumn[] => {
    const find = (trial: TrialResult) => trial.cohorts?.find((cohort) => cohort.name === name);
    const prefix = `cohort_${name}`;
    return [
      { name: `${prefix}_clients`, read: (trial) => find(trial)?.clients ?? null },
      { name: `${prefix}_policy`, read: (trial) => find(trial)?.reconnect ?? null },
      { name: `${prefix}_read_bytes_per_second`, read: (trial) => find(trial)?.readBytesPerSecond ?? null },
      { name: `${prefix}_paused_us`, read: (trial) => find(trial)?.pausedUs ?? null },
      ...(['expected', 'delivered', 'lost', 'duplicate', 'outOfOrder', 'recovered'] as const).map(
        (key): CsvColumn => ({
          name: `${prefix}_${snake(key)}`,
          read: (trial) => find(trial)?.ledger[key] ?? null,
        }),
      ),
      ...latencyColumns(`${prefix}_delivery`, (trial) => find(trial)?.deliveryLatencyUs),
      { name: `${prefix}_disconnected`, read: (trial) => find(trial)?.disconnected ?? null },
      { name: `${prefix}_attempts`, read: (trial) => find(trial)?.attempts ?? null },
    ];
  });
}

const overflow: readonly CsvColumn[] = [
  { name: 'overflow_policy', read: ({ server }) => server.overflow?.policy ?? null },
  ...(['overflowed', 'dropped', 'coalesced'] as const).map(
    (key): CsvColumn => ({
      name: key === 'overflowed' ? 'buffers_overflowed' : `overflow_${key}`,
      read: ({ server }) => server.overflow?.[key] ?? null,
    }),
  ),
];

function halfOpen(): CsvColumn[] {
  return [
    { name: 'half_open_silenced', read: (trial) => trial.halfOpen?.silenced ?? null },
    ...endCauses.map(
      (cause): CsvColumn => ({
        name: `half_open_clients_by_${cause}`,
        read: ({ halfOpen: found }) => (found === undefined ? null : (found.clients.byCause[cause] ?? 0)),
      }),
    ),
    ...reapCauses.map(
      (cause): CsvColumn => ({
        name: `half_open_server_by_${cause}`,
        read: ({ halfOpen: found }) => (found === undefined ? null : (found.server.byCause[cause] ?? 0)),
      }),
    ),
    ...(['clients', 'server'] as const).flatMap((side): CsvColumn[] => [
      ...latencyColumns(`half_open_${side}_noticed`, (trial) => trial.halfOpen?.[side].afterUs),
      {
        name: `half_open_${side}_predicted_from_us`,
        read: (trial) => trial.halfOpen?.[side].predictedUs?.fromUs ?? null,
      },
      {
        name: `half_open_${side}_predicted_to_us`,
        read: (trial) => trial.halfOpen?.[side].predictedUs?.toUs ?? null,
      },
    ]),
    { name: 'zombies_peak', read: (trial) => trial.halfOpen?.zombies.peak ?? null },
    { name: 'zombies_connection_seconds', read: (trial) => trial.halfOpen?.zombies.seconds ?? null },
    { name: 'zombies_at_end', read: (trial) => trial.halfOpen?.zombies.atEnd ?? null },
  ];
}

const proxy: readonly CsvColumn[] = (
  [
    'accepted',
    'peak',
    'unreachable',
    'idleClosed',
    'upgradesStripped',
    'cpuSeconds',
    'utilisationMax',
    'stallMaxUs',
  ] as const
).map((key) => ({
  name: key === 'utilisationMax' ? 'proxy_utilisation_max_share' : `proxy_${snake(key)}`,
  read: (trial) => trial.proxy?.[key] ?? null,
}));

function fallback(): CsvColumn[] {
  return [
    { name: 'fallback_count', read: (trial) => trial.fallback?.count ?? null },
    ...latencyColumns('fallback_lost', (trial) => trial.fallback?.lostUs),
    ...transportNames.map(
      (transport): CsvColumn => ({
        name: `fallback_clients_${snake(transport)}`,
        read: ({ fallback: found }) => (found === undefined ? null : (found.clients[transport] ?? 0)),
      }),
    ),
  ];
}
