import { listTargetVariables, type TargetSettings } from '../scenario/target.js';

/** Takes the values of a target's variables out of a text that is to be shown. */
export type Redact = (text: string) => string;

/**
 * A server or a command may repeat what it was given. Values that URLs or shells write in another form are found in
 * those forms, too.
 */
export function redactSecrets(
  target: TargetSettings | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Redact {
  if (target === undefined) return (text) => text;
  const secrets = listTargetVariables(target)
    .flatMap((name) => listForms(environment[name] ?? '').map((form) => ({ name, form })))
    // A value that contains another goes first, or its rest would stay.
    .sort((a, b) => b.form.length - a.form.length);
  return (text) => secrets.reduce((shown, { name, form }) => shown.replaceAll(form, `\${${name}}`), text);
}

function listForms(value: string): string[] {
  if (value === '') return [];
  const base64 = Buffer.from(value).toString('base64');
  return [...new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), base64])];
}
