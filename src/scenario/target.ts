import type { TargetEndpoint, TargetPublish } from '../wire/target-endpoint.js';
import type { TransportName } from '../wire/transport-names.js';
import { transportNames } from '../wire/transport-names.js';
import type { Cell } from './schema.js';
import { listVariables, resolveVariables } from './variables.js';

/** A server that is not ours. Addresses and headers still hold their `${NAME}`: values never leave the process that uses them. */
export interface TargetSettings {
  readonly name: string;
  readonly endpoints: Readonly<Partial<Record<TransportName, TargetEndpoint>>>;
  readonly publish: TargetPublish;
  /** How payloads arrive: as they are, anywhere in a text, or in base64. */
  readonly encoding: 'plain' | 'base64';
  /** Address of the server's clock. */
  readonly clock: string | undefined;
  readonly tls: TargetTls;
  readonly commands: TargetCommands | undefined;
}

export interface TargetTls {
  /** Path of a PEM file, from the scenario's folder. */
  readonly ca: string | undefined;
  readonly serverName: string | undefined;
  readonly verify: boolean;
}

/** Shell commands. */
export interface TargetCommands {
  readonly start: string | undefined;
  readonly stop: string | undefined;
  readonly restart: string | undefined;
  readonly crash: string | undefined;
  /** Address that gives any HTTP answer once the server is ready. */
  readonly ready: string;
  readonly timeoutUs: number;
}

/** From the keys of the file to the names inside. */
export function normaliseTarget(target: NonNullable<Cell['target']>): TargetSettings {
  const { headers, publish, tls, commands } = target;
  const endpoints: Partial<Record<TransportName, TargetEndpoint>> = {};
  for (const name of transportNames) {
    const given = target[name];
    if (given === undefined) continue;
    endpoints[name] = {
      url: given.url,
      subprotocol: 'subprotocol' in given ? given.subprotocol : undefined,
      send: 'send' in given ? given.send : undefined,
      cursor: 'cursor' in given ? given.cursor : [],
      headers: { ...headers, ...given.headers },
    };
  }
  return {
    name: target.name,
    endpoints,
    publish: { ...publish, headers: { ...headers, ...publish.headers } },
    encoding: target.envelope.encoding,
    clock: target.clock,
    tls: { ca: tls.ca, serverName: tls.serverName, verify: tls.verify },
    commands: commands && {
      start: commands.start,
      stop: commands.stop,
      restart: commands.restart,
      crash: commands.crash,
      ready: commands.ready ?? publish.url,
      timeoutUs: commands.timeout,
    },
  };
}

/** Given to every target by Squall: a free port on loopback, and an empty folder that is gone after the trial. */
export const givenVariables = ['SQUALL_PORT', 'SQUALL_SCRATCH'] as const;

/** Names of the environment variables that a target needs, beside those that Squall gives. */
export function listTargetVariables(target: TargetSettings): string[] {
  const { commands, ...rest } = target;
  const names = [...listVariables(JSON.stringify(rest)), ...listVariables(commands?.ready ?? '')];
  return [...new Set(names)].filter((name) => !givenVariables.some((given) => given === name));
}

type Values = Readonly<Record<string, string | undefined>>;

/** The endpoint with the values of its variables in place. */
export function resolveEndpoint(endpoint: TargetEndpoint, values: Values): TargetEndpoint {
  return {
    ...endpoint,
    url: resolveVariables(endpoint.url, values),
    send: endpoint.send === undefined ? undefined : resolveVariables(endpoint.send, values),
    headers: resolveHeaders(endpoint.headers, values),
  };
}

/** The publishing request with the values of its variables in place. */
export function resolvePublish(publish: TargetPublish, values: Values): TargetPublish {
  return {
    ...publish,
    url: resolveVariables(publish.url, values),
    body: resolveVariables(publish.body, values),
    headers: resolveHeaders(publish.headers, values),
  };
}

function resolveHeaders(headers: Readonly<Record<string, string>>, values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, resolveVariables(value, values)]),
  );
}
