import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../system/package-root.js';
import { readRequirements } from './read-requirements.js';
import { renderRequirementsSchema, requirementsJsonSchema } from './requirements-json-schema.js';

const { properties = {} } = requirementsJsonSchema.properties?.requirements ?? {};

describe('the published JSON Schema of requirements', () => {
  it('is the one in schemas/ (npm run build writes it)', () => {
    const published = readFileSync(join(packageRoot, 'schemas', 'requirements.schema.json'), 'utf8');
    expect(published).toBe(renderRequirementsSchema());
  });

  it.each(Object.entries(properties))('explains %s to editors, with examples that are valid', (key, node) => {
    expect(node.title).toBeTruthy();
    expect(node.description).toBeTruthy();
    expect(node.examples?.length).toBeGreaterThan(0);
    for (const example of node.examples ?? []) {
      const source = JSON.stringify({ requirements: { [key]: example } });
      expect(readRequirements({ path: 'needs.yaml', source }, [])).toHaveProperty(key);
    }
  });
});
