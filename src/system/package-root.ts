import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds Squall's own package.json, whether this runs from sources or as built. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

function findPackageRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('package.json is missing from the installation');
  return findPackageRoot(parent);
}

/** A file of the built program: load and server processes are always started from there. */
export function builtFile(path: string): string {
  return join(packageRoot, 'dist', path);
}

interface PackageFile {
  version: string;
}

export function readSquallVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as PackageFile).version;
}
