import type { Plan } from '../scenario/scenario.js';
import { planTrialLengthUs } from '../workers/trial-length.js';

/** How long everything that one advice measures may take: the sweep, trials done over, and rounds of refinement. */
export class TimeBudget {
  readonly #endUs: number;
  readonly #nowUs: () => number;

  /** @param withinUs from now on */
  constructor(withinUs: number, nowUs: () => number) {
    this.#nowUs = nowUs;
    this.#endUs = nowUs() + withinUs;
  }

  get leftUs(): number {
    return Math.max(0, this.#endUs - this.#nowUs());
  }

  /** The first trials of a plan, as many as fit into what is left; undefined when not one does. */
  fit(plan: Plan): Plan | undefined {
    let leftUs = this.leftUs;
    const isOver = plan.trials.findIndex(({ scenario }) => {
      leftUs -= planTrialLengthUs(scenario);
      return leftUs < 0;
    });
    if (isOver < 0) return plan;
    return isOver === 0 ? undefined : { ...plan, trials: plan.trials.slice(0, isOver) };
  }

  /** Aborted when the time is over: estimates are no promise. */
  startTimer(): { readonly signal: AbortSignal; stop(): void } {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), this.leftUs / 1000);
    return { signal: controller.signal, stop: () => clearTimeout(timer) };
  }
}
