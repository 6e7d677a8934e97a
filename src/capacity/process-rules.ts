import type { Limits } from '../system/limits.js';
import type { LimitRule } from './limit-finding.js';
import { writeCount } from './limit-finding.js';
import type { PlannedLoad } from './planned-load.js';
import { chooseWorkerCount } from './worker-count.js';

/** Threads of a Node.js process: the main one, V8's, and the pool for files and names when it is in use. */
const threadsPerProcess = 16;

export const checkTasks: LimitRule = (load, limits) => {
  if (limits.tasks === null) return undefined;
  const { max, current } = limits.tasks;
  const needed =
    threadsPerProcess * (2 + load.serverLives + (load.hasProxy ? 1 : 0) + chooseWorkerCount(load, limits));
  return {
    limit: 'tasks',
    title: 'threads',
    setting: `${writeCount(max)} (pids.max), ${writeCount(current)} in use`,
    carries: null,
    verdict: needed > max - current ? 'short' : 'fits',
    exact: false,
    explanation: `coordinator, publisher, servers and load processes take up to ${writeCount(needed)} threads`,
    failure: 'EAGAIN when a process is started',
    remedy: `raise pids.max of the control group to ${current + needed} (docker run --pids-limit), or lower workers`,
  };
};

/** The publisher, the server and one load process each want a core when a message is due. */
const wantedCores = 3;

export const checkCores: LimitRule = (_load, { cores, cpuQuota }) => {
  const usable = Math.min(cores, cpuQuota ?? cores);
  const granted = cpuQuota === null ? '' : `, ${cpuQuota.toFixed(1)} granted by the control group`;
  return {
    limit: 'cores',
    title: 'cores',
    setting: `${cores}${granted}`,
    carries: null,
    verdict: usable < wantedCores ? 'tight' : 'fits',
    exact: false,
    explanation: `publisher, server and load processes want at least ${wantedCores} at once; with fewer they wait for one another, which is part of the latency`,
    failure: 'GENERATOR_BUSY, SEND_LAG',
    remedy: 'use a machine with more cores, or lower publish.rate × clients.count',
  };
};

export const checkScheduling: LimitRule = (_load, { scheduling }) => ({
  limit: 'scheduling',
  title: 'scheduling',
  setting: scheduling,
  carries: null,
  verdict: scheduling === 'real-time' ? 'fits' : 'tight',
  exact: false,
  explanation:
    'under real-time scheduling (chrt --fifo) the publisher gets a core the moment a message is due; otherwise it may wait up to a timer tick, 4 ms',
  failure: 'SEND_LAG',
  remedy:
    'install util-linux (chrt) and run as root, or put `USER - rtprio 1` into /etc/security/limits.conf and log in again',
});

/** Clock sources that are read without a system call; others cost a microsecond and more for every delivered message. */
const fastClocks = ['tsc', 'kvm-clock', 'arch_sys_counter', 'hyperv_clocksource_tsc_page'];

export const checkClock: LimitRule = (_load: PlannedLoad, { clockSource }: Limits) => {
  if (clockSource === null) return undefined;
  return {
    limit: 'clock',
    title: 'clock',
    setting: clockSource,
    carries: null,
    verdict: fastClocks.includes(clockSource) ? 'fits' : 'tight',
    exact: false,
    explanation:
      'the clock is read for every delivered message; a source outside the processor makes that slow',
    failure: 'GENERATOR_BUSY',
    remedy: 'echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource',
  };
};
