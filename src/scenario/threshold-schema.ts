import { z } from 'zod';
import { SquallError } from '../errors.js';
import { parseThreshold } from './threshold.js';

/** YAML reads `- sse: lost == 0` without quotes as a map of one entry; that form is taken as it was meant. */
export const thresholdSchema = z
  .union([z.string(), z.record(z.string(), z.string())])
  .transform((value, context) => {
    const text =
      typeof value === 'string'
        ? value
        : Object.entries(value)
            .map((pair) => pair.join(': '))
            .join(', ');
    try {
      return parseThreshold(text);
    } catch (error) {
      if (!(error instanceof SquallError)) throw error;
      const params = { code: error.code, remedy: error.remedy };
      context.addIssue({ code: 'custom', message: error.message, params, input: value });
      return z.NEVER;
    }
  })
  .meta({
    title: 'Threshold',
    description: '`[transport:] metric comparison value`; `squall list metrics` names the metrics.',
    examples: ['delivery.p99 < 50ms', 'lost == 0', 'websocket: bytes.overheadPerMessage <= 6B'],
  });
