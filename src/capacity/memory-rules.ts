import type { TransportName } from '../wire/transport-names.js';
import { connectionMemory, processMemoryBytes } from './connection-memory.js';
import { chooseTarget, judgeClients, type LimitRule, writeCount } from './limit-finding.js';
import { chooseWorkerCount } from './worker-count.js';

const mebibyte = 2 ** 20;

export const checkMemory: LimitRule = (load, limits) => {
  const { memoryBytes } = limits;
  if (memoryBytes === null) return undefined;
  const each = sumPerConnection(load.transport);
  // Coordinator and publisher beside the servers and the load processes.
  const processes = 2 + load.serverLives + (load.hasProxy ? 1 : 0) + chooseWorkerCount(load, limits);
  const carries = Math.max(0, Math.floor((memoryBytes - processes * processMemoryBytes) / each));
  const needed = Math.ceil((processes * processMemoryBytes + each * chooseTarget(carries, load)) / mebibyte);
  return {
    limit: 'memory',
    title: 'memory',
    setting: `${writeCount(Math.floor(memoryBytes / mebibyte))} MiB available`,
    carries,
    verdict: judgeClients(carries, load),
    exact: false,
    explanation: `${processes} processes of ${processMemoryBytes / mebibyte} MiB, and ${writeCount(Math.round(each / 1024))} KiB a connection for client, server and kernel together (measured, see docs/method.md)`,
    failure: 'a process ended by the kernel (SIGKILL)',
    remedy: `free ${writeCount(needed)} MiB: close other programs or raise the container's memory limit`,
  };
};

/** A socket with data on its way is charged at least a page; both ends of a connection are sockets of this system. */
const pagesPerConnection = 2;

export const checkTcpMemory: LimitRule = (load, { tcpMemoryPages }) => {
  if (tcpMemoryPages === null) return undefined;
  const carries = Math.floor(tcpMemoryPages / pagesPerConnection);
  const needed = chooseTarget(carries, load) * pagesPerConnection;
  return {
    limit: 'tcp-memory',
    title: 'TCP memory',
    setting: `${writeCount(tcpMemoryPages)} pages (tcp_mem)`,
    carries,
    verdict: judgeClients(carries, load),
    exact: false,
    explanation: 'while a message is on its way, both ends of its connection hold a page of 4 KiB',
    failure: 'connections that stand still ("TCP: out of memory" in the kernel log)',
    remedy: `sysctl -w net.ipv4.tcp_mem="${[0.5, 0.75, 1].map((share) => Math.ceil(needed * share)).join(' ')}"`,
  };
};

function sumPerConnection(transport: TransportName): number {
  const { clientBytes, serverBytes, kernelBytes } = connectionMemory[transport];
  return clientBytes + serverBytes + kernelBytes;
}
