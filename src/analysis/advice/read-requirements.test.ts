import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SquallError } from '../../errors.js';
import { packageRoot } from '../../system/package-root.js';
import { readRequirements } from './read-requirements.js';
import { requirementsSchema } from './requirements.js';

const file = (source: string) => ({ path: 'needs.yaml', source });

function lineOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof SquallError) return error.toLine();
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('requirements', () => {
  it('are read with their units, defaults filled in', () => {
    const read = readRequirements(
      file('requirements:\n  rate: 20/s\n  payload: 1KB\n  delivery: 200ms\n'),
      [],
    );
    expect(read).toMatchObject({
      direction: 'to-clients',
      rate: 20,
      payload: 1000,
      delivery: 200_000,
      tabs: 1,
      http: '1.1',
      proxies: [],
    });
  });

  it('of the command line count before the file', () => {
    const read = readRequirements(file('requirements: { tabs: 3, binary: true }'), [
      'tabs=8',
      'http=1.1',
      'proxies=nginx, strips-upgrade',
      'idleTimeout=60s',
    ]);
    expect(read).toMatchObject({
      tabs: 8,
      binary: true,
      http: '1.1',
      proxies: ['nginx', 'strips-upgrade'],
      idleTimeout: 60e6,
    });
  });

  it.each([
    ['requirements:\n  tab: 3\n', 'needs.yaml:2:3: requirements.tab: there is no requirement', 'tabs'],
    ['requirements:\n  http: 3\n', 'needs.yaml:2:9: requirements.http', '1.1'],
    ['requirements:\n  payload: 100\n', 'needs.yaml:2:12: requirements.payload', '200B'],
    ['requirements:\n  delivery: 100 parsecs\n', 'needs.yaml:2:13: requirements.delivery', 'ms'],
    ['requirements:\n  proxies: [squid]\n', 'needs.yaml:2:13: requirements.proxies[0]', 'nginx'],
    ['needs: {}\n', 'needs.yaml:1:1: needs', 'requirements'],
    ['requirements: 3\n', 'needs.yaml:1:15: requirements: requirements must be a map', 'docs/advice.md'],
  ])('%j is refused where it stands', (source, begins, names) => {
    const line = lineOf(() => readRequirements(file(source), []));
    expect(line.startsWith(begins), line).toBe(true);
    expect(line).toContain(names);
  });

  it('are shown in the documentation as they may be written', () => {
    const page = readFileSync(join(packageRoot, 'docs/advice.md'), 'utf8');
    const [, block = ''] = /^```yaml\n(requirements:[\s\S]*?)^```/m.exec(page) ?? [];
    const read = readRequirements(file(block), []);
    expect(Object.keys(read).sort()).toEqual(Object.keys(requirementsSchema.shape).sort());
  });

  it('of the command line are refused by their key', () => {
    expect(lineOf(() => readRequirements(undefined, ['tabs=0']))).toMatch(/^--need tabs: /);
    expect(lineOf(() => readRequirements(undefined, ['tabs']))).toMatch(/--need tabs=8/);
  });
});
