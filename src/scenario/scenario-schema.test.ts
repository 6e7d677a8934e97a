import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../system/package-root.js';
import { renderScenarioSchema, scenarioJsonSchema } from './json-schema.js';
import { listPaths } from './schema-lookup.js';

const paths = listPaths();

describe('the published JSON Schema', () => {
  it('is the one in schemas/ (npm run build writes it)', () => {
    const published = readFileSync(join(packageRoot, 'schemas', 'scenario.schema.json'), 'utf8');
    expect(published).toBe(renderScenarioSchema());
  });

  it('asks for what has no default', () => {
    expect(scenarioJsonSchema.required).toEqual(['name', 'clients', 'duration']);
    expect(scenarioJsonSchema.properties?.clients?.required).toEqual(['count']);
    expect(scenarioJsonSchema.properties?.publish?.required).toEqual(['rate']);
    expect(scenarioJsonSchema.properties?.echo?.required).toEqual(['rate']);
  });

  it.each([...paths].filter(([path]) => !path.endsWith(']')))('explains %s to editors', (_, node) => {
    expect(node.title).toBeTruthy();
    expect(node.description).toBeTruthy();
    expect(node.examples?.length).toBeGreaterThan(0);
  });

  it.each([
    ['clients.rampUp', '2s'],
    ['publish.payload', '200B'],
    ['poll.hold', '25s'],
    ['server.buffer', '1MiB'],
    ['reconnect.cap', '30s'],
    ['faults[0].downtime', '1s'],
    ['workers', 'auto'],
    ['repeat', 1],
    ['transport', 'websocket'],
  ])('gives %s the default %s', (path, value) => {
    expect(paths.get(path)?.default).toBe(value);
  });
});

describe('docs/scenarios.md', () => {
  const text = readFileSync(join(packageRoot, 'docs', 'scenarios.md'), 'utf8');
  it.each([...paths.keys()].filter((path) => !path.endsWith(']')))('tells about %s', (path) => {
    expect(text).toContain(`\`${path.replace('[0]', '[]')}\``);
  });
});
