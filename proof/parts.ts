import { advicePart } from './parts/advice.js';
import { awayPart } from './parts/away.js';
import { bytesPart } from './parts/bytes.js';
import { clientsPart } from './parts/clients.js';
import { clockPart } from './parts/clock.js';
import { doctor } from './parts/doctor.js';
import { echoPart } from './parts/echo.js';
import { flawsPart } from './parts/flaws.js';
import { floorPart } from './parts/floor.js';
import { halfOpenPart } from './parts/half-open.js';
import { histogramsPart } from './parts/histograms.js';
import { largeCrashPart } from './parts/large-crash.js';
import { nchanPart } from './parts/nchan.js';
import { omissionPart } from './parts/omission.js';
import { proxyPart } from './parts/proxy.js';
import { simulationPart } from './parts/simulation.js';
import { stormsPart } from './parts/storms.js';
import { validity } from './parts/validity.js';
import { wirePart } from './parts/wire.js';
import { workloadsPart } from './parts/workloads.js';
import type { ProofPart } from './proof-row.js';

/** Of the instrument: what every figure of every run rests on. */
export const instrumentParts: readonly ProofPart[] = [
  flawsPart,
  bytesPart,
  wirePart,
  omissionPart,
  histogramsPart,
  floorPart,
  clockPart,
  clientsPart,
  nchanPart,
  validity,
  doctor,
  echoPart,
];

/** Of the storm laboratory: policies, ways to go away, simulation and advice. */
export const laboratoryParts: readonly ProofPart[] = [
  halfOpenPart,
  stormsPart,
  largeCrashPart,
  proxyPart,
  simulationPart,
  awayPart,
  workloadsPart,
  advicePart,
];

/** All parts of the proof, in the order in which they are shown. */
export const proofParts: readonly ProofPart[] = [...instrumentParts, ...laboratoryParts];
