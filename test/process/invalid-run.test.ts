import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { provocations } from '../../proof/stage/provocations.js';
import { startStagedRun } from '../../proof/stage/staged-run.js';
import { makeFolder, runSquall } from '../support/run-squall.js';

it('marks an invalid run in every format, ends with 4 and is ranked nowhere', async () => {
  const overrun = provocations.find(({ code }) => code === 'LISTEN_OVERFLOW');
  const yaml = `${overrun?.yaml.replace('transport: sse\n', '')}matrix: { transport: [websocket, sse] }\n`;
  const folder = makeFolder();
  const run = await startStagedRun(folder, yaml, overrun?.settings);
  const { status, stdout, result, directory = '' } = await run.ended;
  expect(status).toBe(4);
  expect(stdout).toMatch(/^invalid {2}/m);
  expect(result?.trials.map(({ validity }) => validity.status)).toEqual(['invalid', 'invalid']);
  for (const { generator, publisher, sendLagUs } of result?.trials ?? []) {
    for (const figure of [generator.utilisationMax, generator.stallMaxUs, publisher.achievedShare]) {
      expect(figure).toBeTypeOf('number');
    }
    expect(sendLagUs.p99).toBeTypeOf('number');
  }

  const reports = join(directory, '..', '..', 'reports');
  const [name = ''] = readdirSync(reports);
  const read = (file: string): string => readFileSync(join(reports, name, file), 'utf8');
  const [html, markdown, csv] = [read('report.html'), read('report.md'), read('trials.csv')];
  expect(html).toContain('<tr class="invalid">');
  for (const text of [html, markdown]) {
    expect(text).toContain('nothing is ranked or concluded below');
    for (const word of ['met a full accept queue', 'raise server.backlog']) {
      expect(text).toContain(word);
    }
    for (const title of ['Send lag p99', 'Achieved rate', 'Utilisation', 'Longest stall']) {
      expect(text).toContain(title);
    }
  }
  const [head = '', ...rows] = csv.trimEnd().split('\n');
  for (const column of [
    'send_lag_p99_us',
    'publisher_achieved_share',
    'generator_utilisation_max_share',
    'generator_stall_max_us',
  ]) {
    expect(head.split(',')).toContain(column);
  }
  for (const row of rows) expect(row).toMatch(/,invalid,[A-Z_ ]*LISTEN_OVERFLOW/);

  const compared = await runSquall(['compare', directory, '--by', 'transport']);
  expect(compared.stdout).toContain('(invalid)');
  expect(compared.stdout).not.toContain('lowest');
});
