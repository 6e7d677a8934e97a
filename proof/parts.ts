import { wirePart } from './parts/wire.js';
import type { ProofPart } from './proof-row.js';

/** All parts of the proof, in the order in which `npm run proof` shows them. */
export const proofParts: readonly ProofPart[] = [wirePart];
