import { SquallError } from '../errors.js';

const pattern = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Headers and query parameters whose value opens something. */
export function carriesSecret(name: string): boolean {
  return /authorization|cookie|token|secret|key|password|signature|credential/i.test(name);
}

export function hasVariable(text: string): boolean {
  return listVariables(text).length > 0;
}

/** `NAME` as it is written in a scenario. */
export function writeVariable(name: string): string {
  return `\${${name}}`;
}

/** Names in `${NAME}`, in order. */
export function listVariables(text: string): string[] {
  return Array.from(text.matchAll(pattern), (match) => match[1] as string);
}

/** @returns what is wrong with a text that may hold variables, as problem and remedy */
export function checkTemplate(text: string): readonly [string, string] | undefined {
  if (!text.replace(pattern, '').includes('${')) return undefined;
  return [
    `${writeVariable('…')} in it names no variable`,
    `write ${writeVariable('NAME')} with letters, digits and underscores`,
  ];
}

/**
 * Puts the values of variables in their places.
 * @throws SquallError naming the first variable that is not set or empty; never a value
 */
export function resolveVariables(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replace(pattern, (_, name: string) => {
    const value = values[name];
    if (value !== undefined && value !== '') return value;
    throw new SquallError(
      'SQUALL_VARIABLE',
      `the environment variable ${name} is not set`,
      `set it before the run: export ${name}=…`,
      { key: 'target' },
    );
  });
}
