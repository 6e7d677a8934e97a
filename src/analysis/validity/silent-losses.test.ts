import { describe, expect, it } from 'vitest';
import { makeFault } from '../testing/make-measurement.js';
import { findSilenceEnd, listNoticedLosses } from './silent-losses.js';

const cut = makeFault({ kind: 'disconnect', mode: null, readyAtUs: null, clients: [1], injectedAtUs: 6 });
const silence = makeFault({
  kind: 'packet-blackhole',
  mode: null,
  readyAtUs: null,
  clients: [],
  share: 0,
  injectedAtUs: 4,
  endedAtUs: 10,
  silenced: 'all',
});
const gone = makeFault({
  kind: 'vanish',
  mode: null,
  readyAtUs: null,
  clients: [2],
  injectedAtUs: 1,
  silenced: 1,
});

describe('listNoticedLosses', () => {
  it('leaves cuts as they are', () => {
    expect(listNoticedLosses([cut], 3)).toEqual([cut]);
  });

  it('has everybody give up a silence that lasts long enough', () => {
    const all = { share: 1, clients: undefined };
    expect(listNoticedLosses([silence, cut], 3)).toMatchObject([
      { injectedAtUs: 6 },
      { injectedAtUs: 7, ...all },
    ]);
    expect(listNoticedLosses([silence], 6)).toEqual([]);
    const { endedAtUs: _, ...endless } = silence;
    expect(listNoticedLosses([endless], 60)).toMatchObject([{ injectedAtUs: 64, ...all }]);
  });

  it('has nobody give up without a limit', () => {
    expect(listNoticedLosses([silence], undefined)).toEqual([silence]);
  });

  it('has those that vanished know when they wake, if they do', () => {
    expect(listNoticedLosses([gone], undefined)).toEqual([]);
    expect(listNoticedLosses([{ ...gone, endedAtUs: 9 }, cut], undefined)).toMatchObject([
      { kind: 'disconnect', injectedAtUs: 6 },
      { kind: 'vanish', injectedAtUs: 9, clients: [2] },
    ]);
  });
});

describe('findSilenceEnd', () => {
  it.each([
    [3, undefined],
    [4, 10],
    [9, 10],
    [10, undefined],
  ])('at %d', (atUs, endUs) => {
    expect(findSilenceEnd([cut, gone, silence], atUs)).toBe(endUs);
  });
});
