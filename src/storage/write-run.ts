import { appendFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import writeFileAtomic from 'write-file-atomic';
import { SquallError } from '../errors.js';
import { csvColumns } from './csv-columns.js';
import {
  formatLogHead,
  formatTrialIntervals,
  type HistogramInterval,
  histogramLogName,
} from './histogram-log.js';
import { makeFolder, makeNewFolder } from './make-folder.js';
import type {
  ClientRow,
  EchoRow,
  HistogramsFile,
  PublisherFile,
  RunResult,
  StormRow,
  TimelineRow,
  TrialResult,
} from './result.js';

/** The rows and histograms that are kept beside a trial's summary. */
export interface TrialFiles {
  readonly storm: readonly StormRow[];
  readonly clients: readonly ClientRow[];
  readonly histograms: HistogramsFile;
  /** For the run's histogram log, to which they are appended. */
  readonly intervals: readonly HistogramInterval[];
  readonly publisher: PublisherFile;
  /** Only of a trial that names such a file. */
  readonly echoes?: readonly EchoRow[];
}

/**
 * Writes a run's folder as the run goes. `result.json` is replaced as a whole after every trial, atomically, so that
 * whoever reads it meanwhile, or after a crash, finds all finished trials.
 */
export class RunWriter {
  readonly directory: string;
  readonly #result: RunResult;

  private constructor(directory: string, result: RunResult) {
    this.directory = directory;
    this.#result = result;
  }

  /**
   * Creates a folder of the run's own, named after its id, and in it a first `result.json` without trials. Where a run of
   * this id is already kept, the id gets a number behind it.
   * @param parent folder of all results
   * @throws SquallError SQUALL_UNWRITABLE
   */
  static async open(parent: string, begun: RunResult): Promise<RunWriter> {
    try {
      const id = await makeNewFolder(parent, begun.run.id);
      const result = { ...begun, run: { ...begun.run, id } };
      const writer = new RunWriter(join(parent, id), result);
      await writeFile(join(writer.directory, 'scenario.yaml'), result.scenario.source);
      await writeFile(join(writer.directory, histogramLogName), formatLogHead(result.run.startedAt));
      await writer.#save();
      return writer;
    } catch (error) {
      throw new SquallError(
        'SQUALL_UNWRITABLE',
        `results cannot be written to ${parent} (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
        'choose another folder with --results, or change its permissions',
      );
    }
  }

  get result(): RunResult {
    return this.#result;
  }

  /** Begins a trial's timeline; rows are then appended as they come. */
  async openTimeline(path: string): Promise<TimelineWriter> {
    const file = join(this.directory, path);
    await makeFolder(dirname(file));
    await writeFile(file, toCsv([], csvColumns.timeline, true));
    return new TimelineWriter(file);
  }

  async addTrial(trial: TrialResult, files: TrialFiles): Promise<void> {
    const { storm, clients, histograms, publisher, echoes } = trial.files;
    await makeFolder(dirname(join(this.directory, storm)));
    await Promise.all([
      writeFile(join(this.directory, storm), toCsv(files.storm, csvColumns.storm, true)),
      writeFile(join(this.directory, clients), toCsv(files.clients, csvColumns.clients, true)),
      writeFile(join(this.directory, histograms), toJson(files.histograms)),
      writeFile(join(this.directory, publisher), toJson(files.publisher)),
      appendFile(join(this.directory, histogramLogName), formatTrialIntervals(trial.id, files.intervals)),
      ...(echoes === null
        ? []
        : [writeFile(join(this.directory, echoes), toCsv(files.echoes ?? [], csvColumns.echoes, true))]),
    ]);
    this.#result.trials.push(trial);
    await this.#save();
  }

  async end(status: RunResult['run']['status'], endedAt: string): Promise<void> {
    this.#result.run.status = status;
    this.#result.run.endedAt = endedAt;
    await this.#save();
  }

  #save(): Promise<void> {
    return writeFileAtomic(join(this.directory, 'result.json'), toJson(this.#result));
  }
}

/** Appends timeline rows in order; a failed write surfaces at `close`. */
export class TimelineWriter {
  readonly #file: string;
  #pending: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  append(rows: readonly TimelineRow[]): void {
    if (rows.length === 0) return;
    const text = toCsv(rows, csvColumns.timeline, false);
    this.#pending = this.#pending.then(() => appendFile(this.#file, text));
    // The rejection is kept for `close`; without a handler it would count as unhandled until then.
    this.#pending.catch(() => undefined);
  }

  close(): Promise<void> {
    return this.#pending;
  }
}

function toCsv(rows: readonly object[], columns: readonly string[], header: boolean): string {
  return stringify([...rows], { columns: [...columns], header });
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
