import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeEnvironment, readFileDescriptorLimit } from './environment.js';
import { builtFile, packageRoot, readSquallVersion } from './package-root.js';

describe('the environment', () => {
  it('names versions that are those of the installation', () => {
    const { squall, node, libraries, cores } = describeEnvironment();
    expect(squall).toMatch(/^\d+\.\d+\.\d+/);
    expect(node).toBe(process.versions.node);
    const ws = JSON.parse(readFileSync(join(packageRoot, 'node_modules/ws/package.json'), 'utf8')) as {
      version: string;
    };
    expect(libraries.ws).toBe(ws.version);
    expect(Object.values(libraries)).not.toContain('unknown');
    expect(cores).toBeGreaterThanOrEqual(1);
  });

  it.runIf(process.platform === 'linux')(
    'knows how many files a process may hold, or that it is unlimited',
    () => {
      const limit = readFileDescriptorLimit();
      expect(limit === null || (Number.isInteger(limit) && limit > 64)).toBe(true);
    },
  );
});

describe('the package', () => {
  it('is found from any depth of it', () => {
    expect(readSquallVersion()).toBe(describeEnvironment().squall);
    expect(builtFile('src/main.js')).toBe(join(packageRoot, 'dist', 'src', 'main.js'));
  });
});
