import { z } from 'zod';
import { phaseNames } from '../../metrics/phases.js';
import { schedulings } from '../../metrics/scheduling.js';
import { count, figure } from './figures.js';

/** Whether the load generator kept up. */
export const generatorSchema = z.object({
  workers: count,
  /** How the load workers got their cores, of the one that fared worst; absent in older results. */
  scheduling: z.enum(schedulings).optional(),
  cpuSeconds: figure,
  /** Highest event-loop utilisation of any worker in a steady phase, 0 to 1. */
  utilisationMax: figure,
  /** Longest time that any worker's event loop stood still in a steady phase. */
  stallMaxUs: figure,
  /** Pauses for garbage collection of each load process in each phase, microseconds. */
  gcPauses: z.array(
    z.object({
      /** `load worker 1`, …, `publisher`. */
      process: z.string(),
      role: z.enum(['load', 'publisher']),
      phases: z.partialRecord(z.enum(phaseNames), z.object({ longestUs: count, totalUs: count })),
    }),
  ),
});
