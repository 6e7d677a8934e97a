import { createSchedule, regularInstant, type ScheduleSettings } from './schedule.js';

/** Looks up when the messages of a schedule are due. */
export interface DueTimes {
  /** Sequence number of the first message due at or after an instant; the schedule's length when there is none. */
  firstDueAfter(instantUs: number): number;
}

/** The schedule is pure, so it gives the instants that the publisher used. */
export function lookUpDueTimes(settings: ScheduleSettings | undefined): DueTimes {
  if (settings === undefined) return { firstDueAfter: () => 0 };
  return settings.arrivals === 'regular' ? lookUpRegular(settings) : lookUpByReplay(settings);
}

function lookUpRegular(settings: ScheduleSettings): DueTimes {
  const { originUs, endUs, ratePerSecond } = settings;
  return {
    firstDueAfter(instantUs) {
      const within = Math.min(instantUs, endUs);
      let sequence = Math.max(0, Math.floor(((within - originUs) * ratePerSecond) / 1e6) - 1);
      while (regularInstant(settings, sequence) < within) sequence++;
      return sequence;
    },
  };
}

/** Goes through the schedule again at each call: rare, and better than keeping an instant per message. */
function lookUpByReplay(settings: ScheduleSettings): DueTimes {
  return {
    firstDueAfter(instantUs) {
      const schedule = createSchedule(settings);
      let sequence = 0;
      for (let due = schedule.next(); due !== undefined && due < instantUs; due = schedule.next()) sequence++;
      return sequence;
    },
  };
}
