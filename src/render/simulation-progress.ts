import type { SimulationProgress } from '../simulation/run-simulation.js';
import { formatCount, formatUs } from './format.js';

/** How far a simulation has come, on one line that is drawn over and over; nothing where there is no terminal. */
export function startSimulationProgress(stream: NodeJS.WriteStream = process.stderr): {
  show(name: string, progress: SimulationProgress): void;
  stop(): void;
} {
  let drawn = false;
  return {
    show(name, { nowUs, back, clients, events }) {
      if (!stream.isTTY) return;
      const share = Math.floor((100 * back) / clients);
      const text = `${name}: ${formatUs(nowUs)} simulated, ${share} % of ${formatCount(clients)} back, ${formatCount(events)} events`;
      stream.write(`\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
      drawn = true;
    },
    stop() {
      if (drawn) stream.write('\r\u001b[K');
      drawn = false;
    },
  };
}
