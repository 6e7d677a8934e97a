import { mostWorkers } from '../scenario/schema.js';
import type { Limits } from '../system/limits.js';
import { chooseTarget, judgeClients, type LimitRule, writeCount } from './limit-finding.js';
import type { PlannedLoad } from './planned-load.js';
import { chooseWorkerCount } from './worker-count.js';

/** Beside its clients the server holds the publisher's connection, and opens a file to read its own memory. */
const serverExtras = 2;
/** Files of the system that are not connections: programs, libraries, terminals. */
const systemExtras = 500;

export const checkServerDescriptors: LimitRule = (load, limits) => {
  const { hard } = limits.descriptors;
  if (hard === null) return undefined;
  const beside = limits.ownDescriptors.server + serverExtras;
  const processes = load.serverProcesses;
  const room = processes * Math.max(0, Math.floor((hard - beside) / load.connectionsPerClient));
  const carries = load.maxConnections <= room ? null : room;
  const target = Math.min(chooseTarget(room, load), load.maxConnections);
  return {
    limit: 'server-descriptors',
    title: 'server descriptors',
    setting: writeDescriptors(limits),
    carries,
    verdict: judgeClients(carries, load),
    // Several processes share the clients only as evenly as these return.
    exact: processes === 1,
    explanation: `${writeTaken(load)} in ${nameServer(processes)}, ${beside} are taken by other things`,
    failure: 'EMFILE',
    remedy: `${raiseDescriptors(Math.ceil(target / processes) * load.connectionsPerClient + beside, limits)}, or raise server.processes`,
  };
};

function nameServer(processes: number): string {
  return processes === 1 ? 'the server process' : `one of ${processes} server processes`;
}

/** The proxy is one process: it holds both its connection with the client and the one with the server. */
export const checkProxyDescriptors: LimitRule = (load, limits) => {
  const { hard } = limits.descriptors;
  if (hard === null || !load.hasProxy) return undefined;
  const each = 2 * load.connectionsPerClient;
  // Node.js takes as many for itself there as in a load process.
  const beside = limits.ownDescriptors.worker;
  const carries = Math.max(0, Math.floor((hard - beside) / each));
  return {
    limit: 'proxy-descriptors',
    title: 'proxy descriptors',
    setting: writeDescriptors(limits),
    carries,
    verdict: judgeClients(carries, load),
    exact: true,
    explanation: `a client takes ${each} in the proxy's process, ${beside} are taken by other things`,
    failure: 'EMFILE',
    remedy: `${raiseDescriptors(chooseTarget(carries, load) * each + beside, limits)}, or leave out the proxy and the faults that need one`,
  };
};

export const checkWorkerDescriptors: LimitRule = (load, limits) => {
  const { hard } = limits.descriptors;
  if (hard === null) return undefined;
  const own = limits.ownDescriptors.worker;
  const workers = load.workers ?? mostWorkers;
  const carries = workers * Math.max(0, Math.floor((hard - own) / load.connectionsPerClient));
  const target = chooseTarget(carries, load);
  return {
    limit: 'worker-descriptors',
    title: 'worker descriptors',
    setting: writeDescriptors(limits),
    carries,
    verdict: judgeClients(carries, load),
    exact: true,
    explanation: `${writeTaken(load)} in its load process, ${own} are taken by other things; ${describeWorkers(load, limits)}`,
    failure: 'EMFILE',
    remedy: `${raiseDescriptors(Math.ceil(target / workers) * load.connectionsPerClient + own, limits)}, or raise workers`,
  };
};

/** Both ends of every connection are files of this one system. */
export const checkSystemFiles: LimitRule = (load, { files }) => {
  if (files === null) return undefined;
  const each = load.hasProxy ? 4 : 2;
  const carries = Math.max(0, Math.floor((files.max - files.open - systemExtras) / each));
  const needed = files.open + systemExtras + each * chooseTarget(carries, load);
  return {
    limit: 'system-files',
    title: 'system files',
    setting: `${writeCount(files.max)} (fs.file-max), ${writeCount(files.open)} in use`,
    carries,
    verdict: judgeClients(carries, load),
    exact: false,
    explanation: 'both ends of a connection are open files of this system',
    failure: 'ENFILE',
    remedy: `sysctl -w fs.file-max=${needed}`,
  };
};

function writeTaken({ connectionsPerClient }: PlannedLoad): string {
  return connectionsPerClient === 1
    ? 'a connection takes one'
    : 'a client takes two, one of them for its own messages,';
}

function describeWorkers(load: PlannedLoad, limits: Limits): string {
  if (load.workers === undefined && load.clients === undefined) {
    return `more load processes are started as clients ask for them, up to ${mostWorkers}`;
  }
  const workers = chooseWorkerCount(load, limits);
  return workers === 1 ? 'there will be one load process' : `there will be ${workers} load processes`;
}

function writeDescriptors({ descriptors: { soft, hard } }: Limits): string {
  const lower = soft === null || soft === hard ? '' : `, ${writeCount(soft)} before Node.js raises it`;
  return `${writeCount(hard ?? 0)} (RLIMIT_NOFILE, ulimit -n${lower})`;
}

/** A hard limit can be raised by root alone, and by nobody beyond fs.nr_open. */
function raiseDescriptors(needed: number, { descriptorCeiling }: Limits): string {
  const ceiling =
    descriptorCeiling !== null && needed > descriptorCeiling ? `sysctl -w fs.nr_open=${needed} && ` : '';
  return `${ceiling}ulimit -n ${needed} (as root, or in /etc/security/limits.conf)`;
}
