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
  /** Of the ramp and of the measured part, long enough for everyone to be back. */
  readonly rampUp: string;
  readonly duration: string;
  /** Of the server, where its descriptors demand more than one. */
  readonly processes?: number;
}

export const stormGroups: readonly StormGroup[] = [
  {
    // A bounded rate takes no CPU from the generator: the accept queue alone decides.
    name: 'takes up 1,000 a second',
    server: 'acceptRate: 1000/s',
    calibration: {
      clients: 2_000,
      reconnect: '{ policy: fixed, delay: 1s }',
      rampUp: '3s',
      duration: '6s',
    },
    storms: [
      {
        clients: 1_000,
        reconnect: '{ policy: full-jitter, base: 2s, cap: 5s }',
        rampUp: '2s',
        duration: '10s',
      },
      {
        clients: 5_000,
        reconnect: '{ policy: full-jitter, base: 1s, cap: 4s }',
        rampUp: '6s',
        duration: '11s',
      },
      { clients: 5_000, reconnect: '{ policy: fixed, delay: 3s }', rampUp: '6s', duration: '12s' },
      { clients: 10_000, reconnect: '{ policy: fixed, delay: 3s }', rampUp: '12s', duration: '18s' },
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
      {
        clients: 5_000,
        reconnect: '{ policy: equal-jitter, base: 2s, cap: 10s }',
        rampUp: '5s',
        duration: '10s',
      },
      {
        clients: 10_000,
        reconnect: '{ policy: full-jitter, base: 4s, cap: 10s }',
        rampUp: '10s',
        duration: '16s',
      },
      {
        clients: 20_000,
        reconnect: '{ policy: full-jitter, base: 8s, cap: 16s }',
        rampUp: '20s',
        duration: '24s',
        processes: 2,
      },
    ],
  },
];

/** A crash that keeps the server away for two seconds. */
export function writeStormScenario(
  { server }: StormGroup,
  { clients, reconnect, rampUp, duration, processes }: RealStorm,
): string {
  const keys = [server, processes === undefined ? '' : `processes: ${processes}`].filter((key) => key !== '');
  return `name: storm-of-${clients}
seed: 1
transport: websocket
clients: { count: ${clients}, rampUp: ${rampUp} }
publish: { rate: 0.5/s, payload: 100B }
warmUp: 500ms
duration: ${duration}
drain: 2s
${keys.length === 0 ? '' : `server: { ${keys.join(', ')} }`}
faults: [{ at: 1s, kind: server-restart, mode: crash, downtime: 2s }]
reconnect: ${reconnect}
`;
}
