import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../system/package-root.js';
import { renderSimulationSchema } from './simulation-json-schema.js';

it('the published JSON Schema is the one in schemas/ (npm run build writes it)', () => {
  const published = readFileSync(join(packageRoot, 'schemas', 'simulation.schema.json'), 'utf8');
  expect(published).toBe(renderSimulationSchema());
});
