/** A share of the delays, spread evenly over [fromUs, toUs]; all at one instant where both are equal. */
export interface LawPiece {
  readonly fromUs: number;
  readonly toUs: number;
  /** 0 to 1. */
  readonly share: number;
}

/**
 * The distribution of one delay, microseconds, as a mixture of even spreads and points. Shares sum to 1, or to less where
 * some clients give up instead.
 */
export type DelayLaw = readonly LawPiece[];

export function pointLaw(atUs: number): DelayLaw {
  return [{ fromUs: atUs, toUs: atUs, share: 1 }];
}

export function evenLaw(fromUs: number, toUs: number): DelayLaw {
  return [{ fromUs, toUs, share: 1 }];
}

/** What is drawn beyond the cap falls onto it. */
export function capLaw(law: DelayLaw, capUs: number): DelayLaw {
  return law.flatMap(({ fromUs, toUs, share }) => {
    if (toUs <= capUs) return [{ fromUs, toUs, share }];
    if (fromUs >= capUs) return [{ fromUs: capUs, toUs: capUs, share }];
    const below = (share * (capUs - fromUs)) / (toUs - fromUs);
    return [
      { fromUs, toUs: capUs, share: below },
      { fromUs: capUs, toUs: capUs, share: share - below },
    ];
  });
}

/** Share of the delays that are at most `us`. */
export function shareUpTo(law: DelayLaw, us: number): number {
  return law.reduce((sum, { fromUs, toUs, share }) => {
    if (us >= toUs) return sum + share;
    return us <= fromUs ? sum : sum + (share * (us - fromUs)) / (toUs - fromUs);
  }, 0);
}

/** Mean delay of those who wait at all. */
export function meanDelayUs(law: DelayLaw): number {
  const total = law.reduce((sum, { share }) => sum + share, 0);
  return law.reduce((sum, { fromUs, toUs, share }) => sum + (share / total) * ((fromUs + toUs) / 2), 0);
}
