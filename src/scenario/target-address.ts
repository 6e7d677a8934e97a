import { z } from 'zod';
import { refuseValue, type ValueFlaw } from './refuse-value.js';
import { carriesSecret, checkTemplate, writeVariable } from './variables.js';

/** An address of a target, in which variables may stand, with one of these protocols. */
export function address(protocols: readonly string[], title: string, description: string, example: string) {
  return z
    .string()
    .transform((url, context) => {
      const flaw = findAddressFlaw(url, protocols);
      return flaw === undefined ? url : refuseValue(context, ...flaw);
    })
    .meta({ title, description, examples: [example] });
}

function findAddressFlaw(text: string, protocols: readonly string[]): ValueFlaw | undefined {
  const url = parseAddress(text);
  const expected = `an address that begins with ${protocols.map((name) => `${name}://`).join(' or ')}`;
  if (url === undefined || !protocols.includes(url.protocol.slice(0, -1))) {
    return [`this is not ${expected}`, 'write the whole address'];
  }
  if (url.username !== '' || url.password !== '') {
    return [
      'the address holds a user or password',
      `use a header: authorization: '${writeVariable('NAME')}'`,
    ];
  }
  const literal = [...url.searchParams].find(
    ([name, value]) => carriesSecret(name) && !value.includes('VARIABLE0'),
  );
  if (literal !== undefined) {
    return [
      `the value of ${literal[0]} stands in the address`,
      `put it into an environment variable and write ${writeVariable('NAME')}`,
    ];
  }
  return checkTemplate(text);
}

/** Variables stand for what is not known yet: a port, part of a path. */
function parseAddress(text: string): URL | undefined {
  const filled = text
    .replace(/:\$\{[A-Za-z_][A-Za-z0-9_]*\}(?=[/?]|$)/, ':1')
    .replace(/\$\{[A-Za-z_][A-Za-z0-9_]*\}/g, 'VARIABLE0');
  return URL.canParse(filled) ? new URL(filled) : undefined;
}
