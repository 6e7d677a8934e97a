// Breaks Squall on purpose, one defect at a time, on a copy, and runs the part of the proof that must notice. A proof that
// still agrees has proven nothing: this then ends with status 1.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Each defect is one that a plausible slip would make; `text` has to stand exactly once in the file. */
const defects = [
  {
    name: 'the ledger counts a duplicate as a delivery',
    part: 'flaws',
    file: 'src/metrics/client-ledger.ts',
    text: '      this.duplicate++;\n      return false;',
    slip: '      return true;',
  },
  {
    name: 'the ledger takes a message after a gap as proof of those before it',
    part: 'flaws',
    file: 'src/metrics/client-ledger.ts',
    text: '    if (sequence < highest) this.outOfOrder++;',
    slip: '    for (let gone = highest + 1; gone < sequence; gone++) this.delivered.add(gone);\n    if (sequence < highest) this.outOfOrder++;',
  },
  {
    name: 'the byte meter takes the extended length of a WebSocket frame for one byte shorter',
    part: 'bytes',
    file: 'src/transports/websocket-frame-meter.ts',
    text: '    this.#count(this.#headerBytes, false);',
    slip: '    this.#count(Math.min(this.#headerBytes, 3), false);',
  },
  {
    name: 'latency runs from when a message was sent, not from when it was due',
    part: 'omission',
    file: 'src/load/publisher.ts',
    text: '      this.#connect().post(this.#nextPayload, outcome);',
    slip: `      const sentUs = String(this.#settings.clock.nowUs()).padStart(16, '0');
      this.#connect().post(this.#nextPayload.replace(/:\\d{16}:/, \`:\${sentUs}:\`), outcome);`,
  },
];

const wanted = process.argv.slice(2);
const unnoticed = defects
  .filter(
    ({ name, part }) => wanted.length === 0 || wanted.some((word) => name.includes(word) || part === word),
  )
  .filter((defect) => !isNoticed(defect));
for (const { name } of unnoticed) say(`NOT NOTICED: ${name}`);
process.exitCode = unnoticed.length === 0 ? 0 : 1;

function isNoticed(defect) {
  const copy = mkdtempSync(join(tmpdir(), 'squall-mutation-'));
  try {
    copyProject(copy);
    spoil(copy, defect);
    run(copy, 'scripts/build.mjs');
    const { status, stdout } = spawnSync(
      process.execPath,
      ['dist/proof/main.js', defect.part, '--until-difference'],
      {
        cwd: copy,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const differing = stdout.split('\n').filter((line) => line.includes('DIFFERS'));
    const noticed = status === 1 && differing.length > 0;
    say(`${noticed ? 'noticed' : 'NOT noticed'} by ${defect.part}: ${defect.name}`);
    if (differing[0]) say(`  ${differing[0].trim()}`);
    return noticed;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** What git knows or would know of, so neither results nor builds. */
function copyProject(copy) {
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
}

function spoil(copy, { file, text, slip }) {
  const path = join(copy, file);
  const pieces = readFileSync(path, 'utf8').split(text);
  if (pieces.length !== 2) throw new Error(`${file} no longer holds once: ${text}`);
  writeFileSync(path, pieces.join(slip));
}

function run(copy, script) {
  const { status } = spawnSync(process.execPath, [script], {
    cwd: copy,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`${script} failed on the copy`);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
