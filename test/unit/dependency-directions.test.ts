import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/system/package-root.js';

/**
 * What each part of the program may import, beside itself and `src/errors.ts`. Measuring (workers → load → transports)
 * and telling (render → analysis) meet only in what is stored; see docs/architecture.md.
 */
const allowed: Record<string, readonly string[]> = {
  'src/wire': [],
  'src/system': [],
  'src/metrics': ['src/wire', 'src/system/fold-digest', 'src/system/clock-offset'],
  'src/network': ['src/metrics', 'src/wire', 'src/system'],
  'src/schedule': ['src/system'],
  'src/scenario': ['src/wire', 'src/system', 'src/metrics', 'src/reconnect'],
  'src/capacity': ['src/scenario', 'src/system', 'src/wire'],
  'src/reconnect': ['src/scenario', 'src/system'],
  servers: ['src/wire', 'src/system'],
  'src/transports': ['src/wire', 'src/system', 'src/metrics', 'src/schedule'],
  'src/faults': ['src/scenario', 'src/system', 'src/metrics'],
  'src/proxy': ['src/scenario', 'src/system'],
  'src/load': ['src/transports', 'src/reconnect', 'src/schedule', 'src/metrics', 'src/wire', 'src/system'],
  'src/storage': ['src/metrics', 'src/wire', 'src/system'],
  'src/analysis': [
    'src/storage',
    'src/metrics',
    'src/reconnect',
    'src/schedule',
    'src/scenario',
    'src/system',
    'src/wire',
  ],
  'src/simulation': [
    'src/analysis',
    'src/storage',
    'src/metrics',
    'src/reconnect',
    'src/scenario',
    'src/system',
  ],
  'src/render': [
    'src/capacity',
    'src/simulation',
    'src/analysis',
    'src/storage',
    'src/metrics',
    'src/wire',
    'src/system',
    'src/workers/progress-event',
    'src/gate/run-pairs',
  ],
  'src/gate': [
    'src/workers',
    'src/network',
    'src/analysis',
    'src/storage',
    'src/scenario',
    'src/metrics',
    'src/system',
  ],
  'src/workers': [
    'src/capacity',
    'src/load',
    'src/network',
    'src/proxy',
    'src/transports',
    'src/faults',
    'src/reconnect',
    'src/schedule',
    'src/metrics',
    'src/scenario',
    'src/storage',
    'src/analysis',
    'src/system',
    'src/wire',
  ],
};

/** Folders that stand above all rules, and test code. */
const exempt =
  /^(src\/commands|src\/main\.ts|test|bench|scripts)|\.test\.ts$|\/testing\/|\/render\/html\/client\//;

function listSources(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

function listImports(file: string): string[] {
  const text = readFileSync(join(packageRoot, file), 'utf8');
  return Array.from(text.matchAll(/^(?:import|export)[^'";]*from '(\.[^']+)'/gm), ([, path]) =>
    relative(packageRoot, resolve(packageRoot, dirname(file), path as string)).replace(/\.js$/, ''),
  );
}

function partOf(path: string): string {
  return path.startsWith('servers') ? 'servers' : path.split('/').slice(0, 2).join('/');
}

const sources = [...listSources('src'), ...listSources('servers')].filter((file) => !exempt.test(file));

describe('dependencies run one way', () => {
  it('looks at every part', () => {
    expect(new Set(sources.map(partOf).filter((part) => part !== 'src/errors.ts'))).toEqual(
      new Set(Object.keys(allowed)),
    );
  });

  it.each(sources)('%s', (file) => {
    const part = partOf(file);
    const permitted = [part, 'src/errors', ...(allowed[part] ?? [])];
    const forbidden = listImports(file).filter(
      (path) => !permitted.some((start) => path === start || path.startsWith(`${start}/`)),
    );
    expect(forbidden).toEqual([]);
  });
});

describe('only render and commands print', () => {
  const printers = /^(src\/render|src\/commands|src\/main\.ts|src\/errors\.ts)/;
  it.each(sources.filter((file) => !printers.test(file)))('%s', (file) => {
    expect(readFileSync(join(packageRoot, file), 'utf8')).not.toMatch(
      /console\.|process\.std(out|err)\.write/,
    );
  });
});
