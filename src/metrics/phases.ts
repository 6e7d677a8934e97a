/** Phases of a trial, in the order in which they can first occur. */
export const phaseNames = ['ramp', 'warm-up', 'steady', 'outage', 'recovery', 'drain'] as const;
export type PhaseName = (typeof phaseNames)[number];

/** Phases whose deliveries make up the reported distributions: everything after the warm-up. */
export const measuredPhases = ['steady', 'outage', 'recovery', 'drain'] as const;
