import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { SquallError } from '../errors.js';

const execute = promisify(execFile);
const loadedWithinMs = 5_000;
const mostReadings = 5;
const mostListedBytes = 64 * 1024 * 1024;
let made = 0;

/** Evaluated in `nft` itself, without the kernel: its answer shows that everything before it has been carried out. */
const question = 'describe ip saddr\n';

/**
 * A table of nftables that is owned by a child process which waits on its standard input. When this process ends, however it
 * ends, that input ends, the child with it, and the kernel removes the table with every rule in it (`NFT_TABLE_F_OWNER`).
 */
export class NftTable {
  readonly #name: string;
  readonly #prefix: readonly string[];
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  #words = '';
  #answered: (() => void) | undefined;

  /**
   * @param name as in the ruleset
   * @param prefix command and arguments that run the command after them in the network namespace
   */
  constructor(name: string, prefix: readonly string[]) {
    this.#name = name;
    this.#prefix = prefix;
    const [program = 'nft', ...args] = [...prefix, 'nft', '-i'];
    // Its own process group: an interrupt at the terminal is for the coordinator.
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.#child = child;
    this.#gone = once(child, 'close').catch(() => undefined);
    child.on('error', (error) => {
      this.#words += error.message;
    });
    child.stdin?.on('error', () => undefined);
    child.stderr?.on('data', (text: Buffer) => {
      this.#words += text.toString();
    });
    child.stdout?.on('data', () => this.#answered?.());
  }

  /** A name for a table of this process that tells whose it is. */
  static chooseName(): string {
    return `squall_${process.pid}_${made++}`;
  }

  /**
   * Has the table made; resolves when its rules are in force.
   * @param file with the ruleset, one transaction
   * @throws SquallError SQUALL_PACKETS with the words of `nft`
   */
  async load(file: string): Promise<void> {
    const answered = new Promise<true>((resolve) => {
      this.#answered = () => resolve(true);
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), loadedWithinMs);
    });
    this.#child.stdin?.write(`include "${file}"\n${question}`);
    const isLoaded = await Promise.race([answered, late, this.#gone.then(() => false as const)]);
    clearTimeout(timer);
    const [problem = ''] = this.#words.trim().split('\n');
    if (isLoaded && problem === '') return;
    throw new SquallError(
      'SQUALL_PACKETS',
      `nftables did not take the rules${problem === '' ? '' : `: ${problem}`}`,
      'this needs nftables 0.9.9 and Linux 5.12 or newer, with CONFIG_NF_TABLES_INET and CONFIG_NFT_NUMGEN',
    );
  }

  /** Packets that its named counters have counted; empty when they cannot be read. */
  async readCounters(): Promise<ReadonlyMap<string, number>> {
    const [program = 'nft', ...args] = [...this.#prefix, 'nft', '-j', 'list', 'table', 'inet', this.#name];
    // Listing fails when another program changes the ruleset meanwhile.
    for (let left = mostReadings; left > 0; left--) {
      try {
        const { stdout } = await execute(program, args, { maxBuffer: mostListedBytes });
        return parseCounters(stdout);
      } catch {}
    }
    return new Map();
  }

  /** Ends the owner, and the table with it. */
  async remove(): Promise<void> {
    this.#child.stdin?.end();
    await this.#gone;
  }
}

/** The named counters in what `nft -j list table` prints. */
export function parseCounters(json: string): Map<string, number> {
  const { nftables } = JSON.parse(json) as {
    nftables: { counter?: { name: string; packets: number } }[];
  };
  return new Map(
    nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter.packets]])),
  );
}
