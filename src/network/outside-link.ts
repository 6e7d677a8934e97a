import { existsSync, readdirSync } from 'node:fs';
import { runTool } from './run-tool.js';

let made = 0;

/** A name for the end of a link that stays outside: at most 15 characters, as the kernel allows, and telling whose it is. */
export function nameOutsideLink(): string {
  return `squall${process.pid}-${(made++ % 36).toString(36)}`;
}

/** Those of all interfaces that were made by processes that are gone. */
export function listStaleLinks(names: readonly string[], isAlive: (pid: number) => boolean): string[] {
  return names.filter((name) => {
    const pid = /^squall(\d+)-[0-9a-z]$/.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
}

/**
 * A link goes with its namespace, but a killed run's server leaves connections that are still to end, and for as long as the
 * kernel tries to end them (a minute or two) it keeps both.
 */
export async function removeStaleLinks(): Promise<void> {
  const stale = listStaleLinks(readdirSync('/sys/class/net'), (pid) => existsSync(`/proc/${pid}`));
  for (const name of stale) await removeLink(name);
}

/** Removing what is gone already is no error. */
export async function removeLink(name: string): Promise<void> {
  await runTool(['ip', 'link', 'delete', 'dev', name]).catch(() => undefined);
}
