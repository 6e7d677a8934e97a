// Publishes the scenario's JSON Schema for editors. A unit test fails when the file is older than the schema.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderScenarioSchema } from '../dist/src/scenario/json-schema.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'schemas');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'scenario.schema.json'), renderScenarioSchema());
