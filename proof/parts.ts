import { bytesPart } from './parts/bytes.js';
import { doctor } from './parts/doctor.js';
import { flawsPart } from './parts/flaws.js';
import { validity } from './parts/validity.js';
import type { ProofPart } from './proof-row.js';

/** All parts of the proof, in the order in which `npm run proof` shows them. */
export const proofParts: readonly ProofPart[] = [bytesPart, flawsPart, doctor, validity];
