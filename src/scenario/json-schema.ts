import { z } from 'zod';
import { scenarioSchema } from './schema.js';

/** The parts of JSON Schema that the scenario's schema makes use of. */
export interface SchemaNode {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** The published form of a schema. Draft 7, which is what editors' YAML plug-ins understand. */
export function toJsonSchema(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    // zod takes examples for outputs and drops them where a text becomes a number; ours are inputs.
    override: ({ zodSchema, jsonSchema }) => {
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  }) as SchemaNode;
}

/** A schema's text as it is published in `schemas/`. */
export function renderJsonSchema(schema: z.ZodType): string {
  return `${JSON.stringify(toJsonSchema(schema), null, 2)}\n`;
}

/** What the file must look like, before units are read. */
export const scenarioJsonSchema = toJsonSchema(scenarioSchema);

/** The schema's text as it is published in `schemas/scenario.schema.json`. */
export function renderScenarioSchema(): string {
  return renderJsonSchema(scenarioSchema);
}
