import { z } from 'zod';
import { refuseValue, type ValueFlaw } from './refuse-value.js';
import { carriesSecret, checkTemplate, hasVariable, writeVariable } from './variables.js';

/** Headers of requests to a target; secrets in them come from the environment. */
export const headers = z
  .record(z.string(), z.unknown())
  .prefault({})
  .transform((given, context) => readHeaders(given, context))
  .meta({
    title: 'Headers',
    description: `\`${writeVariable('NAME')}\` stands for an environment variable. What authorises must be one: literal values of such headers are refused.`,
    examples: [{ authorization: `Bearer ${writeVariable('CHAT_TOKEN')}` }],
  });

function readHeaders(given: Record<string, unknown>, context: z.core.$RefinementCtx): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [written, value] of Object.entries(given)) {
    const name = written.toLowerCase();
    const flaw = findHeaderFlaw(name, value);
    // The value itself is never repeated.
    if (flaw !== undefined) return refuseValue(context, ...flaw);
    read[name] = value as string;
  }
  return read;
}

/** Set by the connection itself: another value of one of them would break it. */
const ownHeaders = ['host', 'connection', 'upgrade', 'content-length', 'transfer-encoding', 'last-event-id'];

function findHeaderFlaw(name: string, value: unknown): ValueFlaw | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name))
    return ['a header has no valid name', 'use letters and hyphens'];
  if (ownHeaders.includes(name) || name.startsWith('sec-websocket-')) {
    return [`the header ${name} is set by Squall itself`, 'remove it'];
  }
  if (typeof value !== 'string') return [`the header ${name} is not text`, 'put its value in quotes'];
  if (!/^[\t\x20-\x7e]*$/.test(value)) return [`the header ${name} is not plain ASCII`, 'encode its value'];
  if (carriesSecret(name) && !hasVariable(value)) {
    return [
      `the value of ${name} stands in the file`,
      `put it into an environment variable and write ${name}: '${writeVariable('NAME')}'`,
    ];
  }
  return checkTemplate(value);
}
