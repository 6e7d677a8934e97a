import { readFileSync } from 'node:fs';
import { shippedScenarioPath } from '../../src/scenario/shipped-scenarios.js';

/** The shipped scenario `gate`, its server with a flaw or without. */
export function writePairScenario(flaw: string): string {
  return withFlaw(readFileSync(shippedScenarioPath('gate'), 'utf8'), flaw);
}

/** More than 10⁵ deliveries in which nothing goes wrong. */
const exactScenario = `name: operating-curve-exact
seed: 1
clients: { count: 1000, rampUp: 1s }
publish: { rate: 20/s, payload: 200B }
warmUp: 500ms
duration: 5500ms
drain: 2s
matrix:
  transport: [websocket]
`;

export function writeExactScenario(flaw: string): string {
  return withFlaw(exactScenario, flaw);
}

function withFlaw(text: string, flaw: string): string {
  return flaw === '' ? text : `${text}server: { flaws: [${flaw}] }\n`;
}
