import { parseArgs } from 'node:util';
import { instrumentParts, laboratoryParts, proofParts } from './parts.js';
import { drawPart, type ProvenPart } from './print-proof.js';
import { withBench } from './proof-bench.js';
import { agrees, type ProofPart, type ProofRow } from './proof-row.js';
import { writeProof } from './write-proof.js';

const usage = `npm run proof [-- PART…] [-- --write]

Checks every quantity that Squall reports against theory, an oracle or an independent witness, and prints what was
predicted, what was measured and the difference. Ends with status 1 when a figure differs or a part could not run.

Without a part: those of the instrument. \`laboratory\` stands for all that it does not name.
Parts of the instrument:     ${instrumentParts.map(({ name }) => name).join(', ')}
Parts of the storm laboratory: ${laboratoryParts.map(({ name }) => name).join(', ')}
--write puts the tables into docs/method.md.
--until-difference ends a part at its first figure that differs.
`;

/** Word that stands for all parts of the storm laboratory. */
const laboratory = 'laboratory';

function choose(named: readonly string[]): readonly ProofPart[] {
  if (named.length === 0) return instrumentParts;
  const wanted = named.includes(laboratory) ? laboratoryParts : [];
  return proofParts.filter((part) => wanted.includes(part) || named.includes(part.name));
}

async function provePart(part: ProofPart, untilDifference: boolean): Promise<ProvenPart> {
  const missing = part.missing?.();
  if (missing !== undefined) return { part, rows: [], failure: `did not run: ${missing}` };
  const rows: ProofRow[] = [];
  try {
    await withBench(async (bench) => {
      for await (const row of part.prove(bench)) {
        rows.push(row);
        if (untilDifference && !agrees(row)) break;
        if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${part.name}: ${row.subject}`);
      }
    });
    return { part, rows, failure: undefined };
  } catch (error) {
    return { part, rows, failure: `did not end: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      write: { type: 'boolean', default: false },
      'until-difference': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const unknown = positionals.filter(
    (name) => name !== laboratory && !proofParts.some((part) => part.name === name),
  );
  if (values.help || unknown.length > 0) {
    process.stdout.write(unknown.length > 0 ? `no such part: ${unknown.join(', ')}\n\n${usage}` : usage);
    return unknown.length > 0 ? 2 : 0;
  }
  const chosen = choose(positionals);
  const proven: ProvenPart[] = [];
  for (const part of chosen) {
    const outcome = await provePart(part, values['until-difference']);
    process.stdout.write(`${drawPart(outcome)}\n\n`);
    proven.push(outcome);
  }
  if (values.write) await writeProof(proven);
  const rows = proven.flatMap((part) => part.rows);
  const differing = rows.filter((row) => !agrees(row)).length;
  const failed = proven.filter(({ failure, rows }) => failure !== undefined || rows.length === 0).length;
  process.stdout.write(
    `${rows.length - differing} of ${rows.length} figures agree; ${failed} of ${proven.length} parts did not run to their end\n`,
  );
  return differing + failed === 0 ? 0 : 1;
}

process.exitCode = await main();
