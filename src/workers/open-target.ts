import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SquallError } from '../errors.js';
import type { PublisherSettings } from '../load/publisher.js';
import { describePublishRequest } from '../load/target-publishing.js';
import type { Scenario } from '../scenario/scenario.js';
import {
  listTargetVariables,
  resolveEndpoint,
  resolvePublish,
  type TargetSettings,
  type TargetTls,
} from '../scenario/target.js';
import { resolveVariables, writeVariable } from '../scenario/variables.js';
import type { SecureName } from '../transports/owned-socket.js';
import type { DescribedServer } from '../transports/transport.js';
import { canaryTagOf } from '../wire/envelope.js';
import type { TrialBrief } from './messages.js';

/** What the values of a target's variables are in this process. They go nowhere from here but to the target. */
function valuesOf({ targetVariables }: TrialBrief): Record<string, string | undefined> {
  return { ...process.env, ...targetVariables };
}

/** How the publisher speaks to the trial's target; undefined when the server is the reference server. */
export function openTargetPublishing(
  brief: TrialBrief,
): Pick<PublisherSettings, 'url' | 'request' | 'tls' | 'connections'> | undefined {
  const { target, publish } = brief.scenario;
  if (target === undefined) return undefined;
  const resolved = resolvePublish(target.publish, valuesOf(brief));
  const ca = readTargetCertificate(brief);
  return {
    url: resolved.url,
    request: describePublishRequest(resolved, publish.payloadBytes),
    tls: { ...nameSecurely(target.tls, new URL(resolved.url).hostname), ...(ca === undefined ? {} : { ca }) },
    connections: resolved.connections,
  };
}

/** How clients speak to the trial's target; undefined when the server is the reference server. */
export function openTargetEndpoint(brief: TrialBrief): DescribedServer | undefined {
  const { target, transport, publish } = brief.scenario;
  const endpoint = target?.endpoints[transport];
  if (target === undefined || endpoint === undefined) return undefined;
  const resolved = resolveEndpoint(endpoint, valuesOf(brief));
  return {
    ...resolved,
    secureName: nameSecurely(target.tls, new URL(resolved.url).hostname),
    encoding: target.encoding,
    tag: brief.tag,
    canaryTag: canaryTagOf(brief.tag),
    payloadBytes: publish.payloadBytes,
  };
}

/** PEM of the certificates that a target asks to be trusted; undefined: those that Node trusts. */
export function readTargetCertificate({ scenario, folder }: TrialBrief): string | undefined {
  const file = scenario.target?.tls.ca;
  return file === undefined ? undefined : readFileSync(resolve(folder, file), 'utf8');
}

/** An address is no name to ask for (RFC 6066 §3). */
function nameSecurely({ serverName, verify }: TargetTls, hostname: string): SecureName {
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  const servername = serverName ?? (isAddress ? undefined : hostname);
  return { rejectUnauthorized: verify, ...(servername === undefined ? {} : { servername }) };
}

/**
 * Checks before anything is started that all files and values are there.
 * @throws SquallError SQUALL_VARIABLE or SQUALL_FILE_NOT_FOUND, naming what is missing
 */
export function requireTargetInputs(target: TargetSettings | undefined, folder: string): void {
  if (target === undefined) return;
  const { ca } = target.tls;
  if (ca !== undefined && !existsSync(resolve(folder, ca))) {
    const remedy = 'correct target.tls.ca; it is named from the folder of the scenario';
    throw new SquallError('SQUALL_FILE_NOT_FOUND', 'there is no such file', remedy, { file: ca });
  }
  for (const name of listTargetVariables(target)) resolveVariables(writeVariable(name), process.env);
}

/** Whether a trial's server runs on this machine, as far as its address tells. */
export function isCoLocated({ target, transport }: Scenario): boolean {
  return target === undefined || isLoopback(target.endpoints[transport]?.url ?? '');
}

/** @param address may still hold variables */
export function isLoopback(address: string): boolean {
  return /^[a-z]+:\/\/(127\.|localhost[:/]|\[::1\])/.test(address);
}
