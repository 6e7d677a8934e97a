import { join, resolve } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { type ReportFormat, reportFiles, reportFormats, writeReports } from '../render/write-reports.js';
import { loadRun } from '../storage/read-run.js';
import { addResults } from './add-results.js';
import { chooseAmong } from './choose-among.js';
import { refuseInputs } from './refuse-inputs.js';

interface ReportArguments {
  result: string[];
  format: string;
  out: string | undefined;
  json: boolean;
}

export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report <result..>',
  describe: 'Render the reports of stored runs again',
  builder: (args) => addOptions(args),
  handler: report,
};

function addOptions(args: Argv): Argv<ReportArguments> {
  return addResults(args)
    .option('format', {
      type: 'string',
      default: reportFormats.join(','),
      describe: `Which reports, separated by commas: ${reportFormats.join(', ')}`,
    })
    .option('out', { type: 'string', describe: 'Folder for the reports  [default: reports/<run>]' })
    .option('json', { type: 'boolean', default: false, describe: 'Print the paths as JSON' })
    .example('$0 report results/2026-01-01-deploy', 'HTML, Markdown and CSV into reports/')
    .example('$0 report results/a results/b --format md', 'a pull-request comment for each of two runs')
    .example('$0 report results/a/result.json --format html --out /tmp/a', 'one page, somewhere else');
}

async function report({ result, format, out, json }: ReportArguments): Promise<void> {
  const formats = chooseAmong<ReportFormat>('format', format, reportFormats);
  if (out !== undefined) {
    const files = formats.flatMap((each) => reportFiles[each]);
    await refuseInputs(
      files.map((name) => ({ option: '--out', file: join(out, name) })),
      result,
    );
  }
  const written: { run: string; files: string[] }[] = [];
  for (const path of result) {
    const run = await loadRun(path);
    const { id } = run.result.run;
    // Several runs into one named folder would overwrite one another's report.html.
    const target = out === undefined ? join('reports', id) : result.length > 1 ? join(out, id) : out;
    written.push({ run: id, files: await writeReports(run, resolve(target), formats) });
  }
  if (json) process.stdout.write(`${JSON.stringify(written)}\n`);
  else for (const { files } of written) process.stdout.write(`${files.join('\n')}\n`);
}
