import type { SimulationProgress } from '../simulation/run-simulation.js';
import { formatCount, formatUs } from './format.js';

/** How far a simulation has come, on one line that is drawn over and over; nothing where there is no terminal. */
export function startSimulationProgress(stream: NodeJS.WriteStream = process.stderr): {
  show(name: string, progress: SimulationProgress): void;
  stop(): void;
} {
  let drawn = false;
  return {
    show(name, progress) {
      if (!stream.isTTY) return;
      stream.write(`\r\u001b[K${`${name}: ${tellProgress(progress)}`.slice(0, (stream.columns ?? 80) - 1)}`);
      drawn = true;
    },
    stop() {
      if (drawn) stream.write('\r\u001b[K');
      drawn = false;
    },
  };
}

function tellProgress({ nowUs, brought, back, clients, events }: SimulationProgress): string {
  const share = (count: number): string => `${Math.floor((100 * count) / clients)} %`;
  const done = `${formatCount(events)} events`;
  if (brought < clients) return `the outage, ${share(brought)} of ${formatCount(clients)} clients, ${done}`;
  return `${formatUs(nowUs)} simulated, ${share(back)} of ${formatCount(clients)} back, ${done}`;
}
