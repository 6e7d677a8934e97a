import type { FaultRecord } from '../../metrics/measurement.js';

/**
 * When clients know of what a fault did to them: at once for those it cuts, on waking for those that vanished, and for those
 * whose connections went silent when they give them up, if the silence lasts that long.
 * @param patienceUs from the beginning of a silence until clients give their connections up; undefined: they never do
 */
export function listNoticedLosses(
  faults: readonly FaultRecord[],
  patienceUs: number | undefined,
): FaultRecord[] {
  return faults
    .flatMap((fault) => {
      if (fault.kind === 'vanish') return noticeAt(fault, fault.endedAtUs);
      if (fault.silenced !== 'all' || patienceUs === undefined) return [fault];
      const givenUpAtUs = fault.injectedAtUs + patienceUs;
      const isNoticed = givenUpAtUs < (fault.endedAtUs ?? Number.POSITIVE_INFINITY);
      return isNoticed ? [{ ...fault, injectedAtUs: givenUpAtUs, share: 1, clients: undefined }] : [];
    })
    .sort((a, b) => a.injectedAtUs - b.injectedAtUs);
}

function noticeAt(fault: FaultRecord, atUs: number | undefined): FaultRecord[] {
  return atUs === undefined ? [] : [{ ...fault, injectedAtUs: atUs }];
}

/** Until when an attempt made at this instant meets nothing but silence; undefined when it is answered or refused at once. */
export function findSilenceEnd(faults: readonly FaultRecord[], atUs: number): number | undefined {
  const ends = faults
    .filter(({ silenced, injectedAtUs }) => silenced === 'all' && injectedAtUs <= atUs)
    .map(({ endedAtUs }) => endedAtUs ?? Number.POSITIVE_INFINITY)
    .filter((endUs) => endUs > atUs);
  return ends.length === 0 ? undefined : Math.max(...ends);
}
