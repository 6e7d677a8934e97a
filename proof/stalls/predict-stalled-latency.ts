/** A stretch of time in which the server does nothing: [fromUs, toUs). */
export interface Stall {
  readonly fromUs: number;
  readonly toUs: number;
}

/** A short-poll client's polls: due at `phaseUs + k · periodUs` for every integer k. */
export interface PollPlan {
  readonly phaseUs: number;
  readonly periodUs: number;
}

export interface PlannedPoll {
  readonly dueUs: number;
  readonly answeredUs: number;
}

export interface PredictedPolls {
  readonly polls: readonly PlannedPoll[];
  /** Polls that fell due while one was unanswered. */
  readonly skipped: number;
}

/** When a server that stalls gets to what reached it at `atUs`, if its work itself takes no time. */
export function findServedUs(stalls: readonly Stall[], atUs: number): number {
  return findStall(stalls, atUs)?.toUs ?? atUs;
}

function findStall(stalls: readonly Stall[], atUs: number): Stall | undefined {
  return stalls.find(({ fromUs, toUs }) => fromUs <= atUs && atUs < toUs);
}

/**
 * Latencies of messages that the server pushes, or answers a waiting long poll with: whoever falls due in a stall waits for
 * its end. Counted from due, so that every message of a stall shows, not only the first.
 */
export function predictPushLatencies(dueUs: readonly number[], stalls: readonly Stall[]): number[] {
  return dueUs.map((due) => findServedUs(stalls, due) - due);
}

/** A client's polls from `fromUs` until one falls due at or after `untilUs`, which is the last. */
export function predictPolls(
  { phaseUs, periodUs }: PollPlan,
  stalls: readonly Stall[],
  fromUs: number,
  untilUs: number,
): PredictedPolls {
  const polls: PlannedPoll[] = [];
  let skipped = 0;
  let dueUs = phaseUs + Math.ceil((fromUs - phaseUs) / periodUs) * periodUs;
  for (;;) {
    const answeredUs = findServedUs(stalls, dueUs);
    polls.push({ dueUs, answeredUs });
    if (dueUs >= untilUs) return { polls, skipped };
    const passed = Math.floor((answeredUs - dueUs) / periodUs);
    skipped += passed;
    dueUs += (passed + 1) * periodUs;
  }
}

/**
 * Latencies of messages at one short-poll client: each waits for the first poll that is answered after the message was
 * accepted. After a stall the server turns to its sockets in the order in which they became readable, and the publisher's
 * holds all the stall's messages: a poll that came in after the first of them gets them all, one that came before gets none.
 * @param dueUs ascending
 */
export function predictShortPollLatencies(
  dueUs: readonly number[],
  stalls: readonly Stall[],
  plan: PollPlan,
): number[] {
  const [first = 0, last = 0] = [dueUs[0], dueUs.at(-1)];
  const untilUs = findServedUs(stalls, last) + plan.periodUs;
  const { polls } = predictPolls(plan, stalls, first - plan.periodUs, untilUs);
  const reachableUs = (due: number): number => {
    const stall = findStall(stalls, due);
    return stall === undefined ? due : (dueUs.find((other) => other >= stall.fromUs) ?? due);
  };
  let next = 0;
  return dueUs.map((due) => {
    const fromUs = reachableUs(due);
    while ((polls[next]?.dueUs ?? Number.POSITIVE_INFINITY) < fromUs) next++;
    return (polls[next]?.answeredUs ?? Number.NaN) - due;
  });
}
