import { z } from 'zod';
import { refuseValue } from './refuse-value.js';

/** Where a value of a text is put or found: `header etag`, `query last_event_id`, `text ^id: (\S+)`. */
const cursorRule = z.strictObject({
  from: z
    .string()
    .transform((from, context) => {
      if (isRule(from)) return from;
      const remedy = 'write `header NAME`, or `text PATTERN` with one group: what it finds is the cursor';
      return refuseValue(context, 'this finds no cursor', remedy);
    })
    .meta({
      title: 'From',
      description:
        '`header NAME` of an answer, or `text PATTERN`: what the first group of a regular expression finds in a frame or a body.',
      examples: ['header etag', 'text ^id: (\\S+)'],
    }),
  to: z
    .string()
    .regex(/^(header|query) [A-Za-z0-9_.-]+$/)
    .meta({
      title: 'To',
      description: 'Where the next request has it: `query NAME` or `header NAME`.',
      examples: ['query last_event_id', 'header if-none-match'],
    }),
});

export const cursor = z
  .array(cursorRule)
  .max(8)
  .prefault([])
  .meta({
    title: 'Cursor',
    description:
      'How a client says up to where it has seen the stream. SSE needs none: it has Last-Event-ID.',
    examples: [[{ from: 'header etag', to: 'header if-none-match' }]],
  });

function isRule(from: string): boolean {
  if (/^header [A-Za-z0-9-]+$/.test(from)) return true;
  if (!from.startsWith('text ')) return false;
  const source = from.slice('text '.length);
  try {
    return new RegExp(`${source}|`).exec('')?.length === 2;
  } catch {
    return false;
  }
}
