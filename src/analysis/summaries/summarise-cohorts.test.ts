import { describe, expect, it } from 'vitest';
import { SequenceSet } from '../../metrics/sequence-set.js';
import { makeScenario } from '../../scenario/testing/make-scenario.js';
import {
  makeHistogram,
  makeLedger,
  makeLoad,
  makeMeasurement,
  makeServerSample,
} from '../testing/make-measurement.js';
import type { ClientAccount } from './ledger.js';
import { sumOverflow } from './sum-overflow.js';
import { summariseCohorts } from './summarise-cohorts.js';

function account(client: number, cohort: string, more: Partial<ClientAccount['ledger']> = {}): ClientAccount {
  const lost = SequenceSet.fromBounds([3, 4]);
  const ledger = makeLedger(client, { cohort, ...more });
  return { ledger, firstDue: 0, expected: 10, beyondDue: 0, delivered: 8, lost };
}

const clients = {
  count: 3,
  rampUpUs: 0,
  subscribeWithinUs: 0,
  cohorts: [
    {
      name: 'slow',
      share: 0.34,
      readBytesPerSecond: 1000,
      pause: { atUs: 1, forUs: 2_000_000 },
      reconnect: undefined,
    },
  ],
};

describe('the figures of cohorts', () => {
  it('are those of their clients, the others last', () => {
    const load = makeLoad({
      histograms: new Map([
        ['cohort.slow', makeHistogram([5000])],
        ['cohort.others', makeHistogram([10, 20])],
      ]),
    });
    const found = summariseCohorts(makeScenario({ clients }), makeMeasurement({ load }), [
      account(0, 'others'),
      account(1, 'slow', { connections: 3, attempts: 4 }),
      account(2, 'others', { presentAtEnd: false, attempts: 2 }),
    ]);
    expect(found).toMatchObject([
      {
        name: 'slow',
        clients: 1,
        readBytesPerSecond: 1000,
        pausedUs: 2_000_000,
        ledger: { expected: 10, delivered: 8, lost: 2 },
        deliveryLatencyUs: { count: 1 },
        disconnected: 2,
        attempts: 4,
      },
      {
        name: 'others',
        clients: 2,
        readBytesPerSecond: null,
        ledger: { expected: 20, delivered: 16, lost: 4 },
        deliveryLatencyUs: { count: 2 },
        // One of the two was away at the end: its one connection was lost.
        disconnected: 1,
        attempts: 3,
      },
    ]);
  });

  it('are none when all clients are alike', () => {
    expect(summariseCohorts(makeScenario(), makeMeasurement(), [])).toBeUndefined();
  });
});

describe('what the server did to slow clients', () => {
  it('is the sum of the last readings of its lives', () => {
    const overflow = (overflowed: number, dropped: number) => ({ overflowed, dropped, coalesced: 0 });
    const serverSamples = [
      makeServerSample(1, { overflow: overflow(1, 5) }),
      makeServerSample(2, { overflow: overflow(2, 9) }),
      makeServerSample(3, { life: 2, overflow: overflow(1, 1) }),
    ];
    const { server } = makeScenario();
    const scenario = makeScenario({ server: { ...server, overflow: 'drop' } });
    expect(sumOverflow(scenario, makeMeasurement({ serverSamples }))).toEqual({
      policy: 'drop',
      overflowed: 3,
      dropped: 10,
      coalesced: 0,
    });
  });

  it('is not known of a server that does not tell', () => {
    const serverSamples = [makeServerSample(1)];
    expect(sumOverflow(makeScenario(), makeMeasurement({ serverSamples }))).toBeUndefined();
  });
});
