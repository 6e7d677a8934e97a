import { z } from 'zod';
import { renderJsonSchema, toJsonSchema } from '../../scenario/json-schema.js';
import { requirementsSchema } from './requirements.js';

const requirementsFileSchema = z.strictObject({
  requirements: requirementsSchema.meta({
    title: 'Requirements',
    description: 'What a transport has to do and to live with. Every key may be left out.',
    examples: [{ direction: 'both-ways', tabs: 8, delivery: '200ms' }],
  }),
});

/** What a file of requirements must look like, before units are read. */
export const requirementsJsonSchema = toJsonSchema(requirementsFileSchema);

/** The schema's text as it is published in `schemas/requirements.schema.json`. */
export function renderRequirementsSchema(): string {
  return renderJsonSchema(requirementsFileSchema);
}
