import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SquallError } from '../errors.js';
import type { ServerCost, ServerSample } from '../metrics/measurement.js';
import type { Network } from '../network/network.js';
import type { Trial } from '../scenario/scenario.js';
import type { TargetSettings } from '../scenario/target.js';
import { resolveVariables } from '../scenario/variables.js';
import type { ClockOffset } from '../system/clock-offset.js';
import type { TrialBrief } from './messages.js';
import { isLoopback } from './open-target.js';
import { readTargetClock } from './read-target-clock.js';
import { type Redact, redactSecrets } from './redact-secrets.js';
import { ServerGroup } from './server-group.js';
import type { ServerOfTrial } from './server-of-trial.js';
import { planPlaces } from './server-places.js';
import { ServerUnderTest } from './server-under-test.js';
import { TargetServer } from './target-server.js';
import type { TrialSurroundings } from './trial-surroundings.js';

export interface ServerListener {
  readonly onSample: (sample: ServerSample) => void;
  /** What a target's processes have used; instants on the host's clock. */
  readonly onCost: (cost: ServerCost) => void;
  readonly onUnexpectedEnd: () => void;
  readonly onForcedStop: () => void;
}

/** The end of a ramp as it looks from here. */
export interface RampOutcome {
  /** Clients that a canary has reached. */
  readonly reached: number;
  /** Why a canary was not accepted, if one was not. */
  readonly refused: string | undefined;
  /** Why the last attempt failed that did. */
  readonly failure: string | undefined;
}

/** A trial's server, and how the load processes get there. */
export interface TrialServer {
  readonly server: ServerOfTrial;
  /** Ports on this machine at which the kernel can count connections; none when the server is elsewhere. */
  readonly ports: readonly number[];
  /** How the load processes get there; call when the server is ready. */
  describe(): Pick<
    TrialBrief,
    | 'url'
    | 'peerUrls'
    | 'publishUrl'
    | 'certificate'
    | 'folder'
    | 'targetVariables'
    | 'localAddresses'
    | 'controlAddress'
  >;
  /**
   * How far the server's clock is from this host's; undefined where it has no other, or tells none.
   * @throws SquallError SQUALL_TARGET when a clock that a target names cannot be read
   */
  readClock(): Promise<ClockOffset | undefined>;
  /** Files and folders that are to be gone after the trial. */
  readonly scratch: readonly string[];
  /**
   * Ends a trial that cannot give a figure.
   * @throws SquallError SQUALL_TARGET when not one client of a target has received anything, saying why
   */
  judgeSilence(outcome: RampOutcome): void;
}

/** Opens what a trial is run against: a reference server of its own, or the scenario's target. */
export function openTrialServer(
  trial: Trial,
  around: TrialSurroundings,
  network: Network,
  listener: ServerListener,
): TrialServer {
  const { target } = trial.scenario;
  return target === undefined
    ? openReference(trial, around, network, listener)
    : openTarget(trial, target, around, network, listener);
}

function openReference(
  { id, scenario }: Trial,
  { scratchDirectory, folder, flawLog }: TrialSurroundings,
  network: Network,
  listener: ServerListener,
): TrialServer {
  if (network.wire !== undefined && scenario.server.processes > 1) {
    const problem = 'what several server processes send cannot be counted on the wire';
    throw new SquallError('SQUALL_USAGE', problem, 'leave --wire out');
  }
  const historyFile = join(scratchDirectory, `${id}-history`);
  const tlsFile = join(scratchDirectory, `${id}-tls.pem`);
  const places = planPlaces(scenario, network);
  const shared = { scenario, network, historyFile, tlsFile, flawLog, ...listener };
  const { hubPort } = places;
  const server =
    hubPort === undefined
      ? new ServerUnderTest({ ...shared, place: places.processes[0] })
      : new ServerGroup({ ...shared, places: places.processes, hubPort });
  return {
    server,
    ports: places.processes.map(({ port }) => port),
    describe: () => ({
      url: places.urls[0],
      peerUrls: places.urls.slice(1),
      publishUrl: places.publishUrl,
      certificate: server.certificate,
      folder,
      targetVariables: {},
      localAddresses: network.clientAddresses,
      controlAddress: network.controlAddress,
    }),
    readClock: () => Promise.resolve(undefined),
    scratch: [historyFile, tlsFile],
    judgeSilence: () => undefined,
  };
}

function openTarget(
  { id, scenario }: Trial,
  target: TargetSettings,
  { scratchDirectory, folder, clock, signal }: TrialSurroundings,
  network: Network,
  listener: ServerListener,
): TrialServer {
  if (network.wire !== undefined) {
    const remedy = 'leave --wire out';
    throw new SquallError('SQUALL_USAGE', 'clients behind a virtual link cannot reach a target', remedy);
  }
  const scratch = join(scratchDirectory, `${id}-target`);
  mkdirSync(scratch, { recursive: true });
  const variables = { SQUALL_PORT: String(network.port), SQUALL_SCRATCH: scratch };
  const redact = redactSecrets(target, process.env);
  const endpoint = target.endpoints[scenario.transport]?.url ?? '';
  const { hostname, port, protocol } = new URL(resolveVariables(endpoint, { ...process.env, ...variables }));
  const isIpv4Loopback = hostname.startsWith('127.');
  const defaultPort = protocol === 'https:' || protocol === 'wss:' ? 443 : 80;
  return {
    server: new TargetServer({ target, folder, variables, clock, signal, redact, ...listener }),
    ports: isIpv4Loopback ? [Number(port || defaultPort)] : [],
    describe: () => ({
      url: '',
      certificate: undefined,
      folder,
      targetVariables: variables,
      localAddresses: isIpv4Loopback ? network.clientAddresses : [],
      // An address of loopback cannot reach anything else.
      controlAddress: isIpv4Loopback && isLoopback(target.publish.url) ? network.controlAddress : undefined,
    }),
    readClock: () => readTargetClock(target, { ...process.env, ...variables }, clock, redact),
    scratch: [scratch],
    judgeSilence: (outcome) => {
      if (outcome.reached === 0) throw describeSilence(target, outcome, redact);
    },
  };
}

function describeSilence(
  { name, publish }: TargetSettings,
  { refused, failure }: RampOutcome,
  redact: Redact,
): SquallError {
  const why =
    refused !== undefined
      ? `publishing failed (${refused})`
      : failure === undefined
        ? 'publishing was accepted, but nothing of it arrived'
        : `clients could not connect (${failure})`;
  return new SquallError(
    'SQUALL_TARGET',
    redact(`no client of ${name} received anything: ${why}`),
    refused === undefined
      ? 'see that clients and target.publish speak of the same channel, and what headers they need'
      : `see that ${publish.method} requests to target.publish.url are accepted, and what headers they need`,
    { key: 'target' },
  );
}
