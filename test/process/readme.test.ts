import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/system/package-root.js';
import { makeFolder, runSquall } from '../support/run-squall.js';

const documents = [
  'README.md',
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

function readDocument(name: string): string {
  return readFileSync(join(packageRoot, name), 'utf8');
}

function listBlocks(text: string, language: string): string[] {
  return Array.from(
    text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')),
    ([, block]) => block as string,
  );
}

describe.each(documents)('%s', (name) => {
  const text = readDocument(name);

  it('links to files that exist', () => {
    const links = Array.from(text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g), ([, path]) => path as string);
    const missing = links.filter((path) => !existsSync(join(packageRoot, name, '..', path)));
    expect(missing).toEqual([]);
  });

  it('shows scenarios that are valid', async () => {
    const folder = makeFolder();
    const scenarios = listBlocks(text, 'yaml').filter((block) => /^name:/m.test(block));
    for (const [at, scenario] of scenarios.entries()) {
      writeFileSync(join(folder, `${at}.yaml`), scenario);
      const { status, stderr } = await runSquall(['validate', `${at}.yaml`], folder);
      expect(status, stderr).toBe(0);
    }
  });
});

describe('commands of the README', () => {
  const commands = listBlocks(readDocument('README.md'), 'sh')
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/\s*#.*$/, '').trim())
    .filter((line) => line.startsWith('npx squall '))
    .map((line) => line.split(/\s+/).slice(2));

  it('are there', () => {
    expect(commands.length).toBeGreaterThan(4);
  });

  it.each(commands)('squall %s', async (...words) => {
    const [command = '', ...rest] = words;
    const options = rest.filter((word) => word.startsWith('--'));
    const { status, stdout } = await runSquall([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`squall ${command}`);
    expect(stdout).toContain('Examples:');
    for (const option of options) expect(stdout).toContain(option);
    const file = rest.find((word) => word.startsWith('scenarios/'));
    if (file !== undefined) expect((await runSquall(['validate', file], packageRoot)).status).toBe(0);
  });

  it('names every shipped scenario', () => {
    for (const file of readdirSync(join(packageRoot, 'scenarios'))) {
      expect(readDocument('README.md')).toContain(`\`${file.replace('.yaml', '')}\``);
    }
  });
});
