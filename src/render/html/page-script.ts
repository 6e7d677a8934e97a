import { createHash } from 'node:crypto';

/** A bundle holds string literals, and none of them may end the script element early. */
export function guardScript(script: string): string {
  return script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
}

/** What a page's content policy names its script by: base64 of its SHA-256. */
export function hashOf(script: string): string {
  return createHash('sha256').update(script).digest('base64');
}
