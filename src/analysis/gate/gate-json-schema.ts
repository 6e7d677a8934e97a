import { renderJsonSchema } from '../../scenario/json-schema.js';
import { gateFileSchema } from './gate-result.js';

/** The schema's text as it is published in `schemas/gate.schema.json`. */
export function renderGateSchema(): string {
  return renderJsonSchema(gateFileSchema);
}
