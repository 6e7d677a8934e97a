import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostClock } from '../../src/system/clock.js';
import type { FlawLogLine } from '../../src/wire/flaws.js';
import { FlawLogFile } from './flaw-log.js';
import { stallProcess } from './stall.js';

it('stands still once in a period, and writes down from when to when', async () => {
  const lines: FlawLogLine[] = [];
  const log = { write: (line: FlawLogLine) => void lines.push(line), stop: () => undefined };
  const startedUs = hostClock.nowUs();
  const flaw = stallProcess({ forUs: 20_000, everyUs: 60_000 }, hostClock, log);
  flaw.start?.();
  while (lines.length < 2) await new Promise((resolve) => setImmediate(resolve));
  flaw.stop?.();
  for (const [index, line] of lines.entries()) {
    if (line.event !== 'stall') throw new Error(`${line.event} was logged`);
    expect(line.endUs - line.beginUs).toBeGreaterThanOrEqual(20_000);
    expect(line.beginUs).toBeGreaterThanOrEqual(startedUs + 60_000 * (index + 1));
  }
});

it('appends its log to what earlier lives of the server wrote', () => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-flaws-'));
  const file = join(folder, 'flaws.jsonl');
  for (const beginUs of [1, 2]) {
    const log = new FlawLogFile(file);
    log.write({ event: 'stall', beginUs, endUs: 3 });
    log.stop();
  }
  expect(readFileSync(file, 'utf8')).toBe(
    '{"event":"stall","beginUs":1,"endUs":3}\n{"event":"stall","beginUs":2,"endUs":3}\n',
  );
  rmSync(folder, { recursive: true });
});
