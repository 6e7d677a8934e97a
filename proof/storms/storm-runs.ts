/** Real storms to hold simulations against, by the server they hit. The first of each tells its capacity and is not compared. */
export interface StormGroup {
  readonly name: string;
  /** Further keys of the server. */
  readonly server: string;
  readonly calibration: RealStorm;
  readonly storms: readonly RealStorm[];
}

export interface RealStorm {
  readonly clients: number;
  /** As in a scenario file. */
  readonly reconnect: string;
  /** Microseconds as durations: of the ramp and of the measured part, long enough for everyone to be back. */
  readonly rampUp: string;
  readonly duration: string;
}

const jitter = '{ policy: full-jitter, base: 2s, cap: 10s }';

export const stormGroups: readonly StormGroup[] = [
  {
    // A bounded rate takes no CPU from the generator: the queue alone decides.
    name: 'takes up 400 a second',
    server: 'acceptRate: 400/s',
    calibration: {
      clients: 1_000,
      reconnect: '{ policy: fixed, delay: 1s }',
      rampUp: '4s',
      duration: '9s',
    },
    storms: [
      { clients: 1_000, reconnect: jitter, rampUp: '4s', duration: '14s' },
      {
        clients: 2_000,
        reconnect: '{ policy: full-jitter, base: 500ms, cap: 2s }',
        rampUp: '7s',
        duration: '11s',
      },
      { clients: 3_000, reconnect: '{ policy: fixed, delay: 1s }', rampUp: '10s', duration: '14s' },
    ],
  },
  {
    name: 'as it is',
    server: '',
    calibration: {
      clients: 3_000,
      reconnect: '{ policy: fixed, delay: 1s }',
      rampUp: '3s',
      duration: '6s',
    },
    storms: [
      { clients: 5_000, reconnect: jitter, rampUp: '5s', duration: '14s' },
      {
        clients: 5_000,
        reconnect: '{ policy: equal-jitter, base: 2s, cap: 10s }',
        rampUp: '5s',
        duration: '10s',
      },
      {
        clients: 5_000,
        reconnect: '{ policy: decorrelated-jitter, base: 1s, cap: 10s }',
        rampUp: '5s',
        duration: '14s',
      },
      {
        clients: 10_000,
        reconnect: '{ policy: full-jitter, base: 4s, cap: 10s }',
        rampUp: '10s',
        duration: '16s',
      },
    ],
  },
];

/** A crash that keeps the server away for two seconds. */
export function writeStormScenario(
  { server }: StormGroup,
  { clients, reconnect, rampUp, duration }: RealStorm,
): string {
  return `name: storm-of-${clients}
seed: 1
transport: websocket
clients: { count: ${clients}, rampUp: ${rampUp} }
publish: { rate: 0.5/s, payload: 100B }
warmUp: 500ms
duration: ${duration}
drain: 2s
${server === '' ? '' : `server: { ${server} }`}
faults: [{ at: 1s, kind: server-restart, mode: crash, downtime: 2s }]
reconnect: ${reconnect}
`;
}
