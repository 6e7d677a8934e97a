import { afterEach, describe, expect, it, vi } from 'vitest';
import { emptyByteSplit } from '../metrics/byte-split.js';
import { countCauses } from '../metrics/end-causes.js';
import type { LoadSnapshot } from '../metrics/load-snapshot.js';
import { makeScenario } from '../scenario/testing/make-scenario.js';
import { Crew } from './crew.js';
import type { Command, Report, TrialBrief } from './messages.js';
import { type MemoryChannel, openMemoryChannel } from './testing/memory-channel.js';

const brief: TrialBrief = {
  scenario: makeScenario(),
  tag: '00c0ffee',
  url: 'http://127.0.0.1:1',
  certificate: undefined,
  localAddresses: [],
  uplinkAddresses: [],
  controlAddress: undefined,
  targetVariables: {},
  folder: '/',
};

function snapshotOf(opened: number): LoadSnapshot {
  return {
    histograms: {},
    bytes: emptyByteSplit(),
    failures: countCauses(),
    returnFailures: countCauses(),
    opened,
    disconnected: 0,
    returned: 0,
    returnAttempts: 0,
    awaitedServer: 0,
    gaveUp: 0,
    returnsDue: [],
    returnFailuresByCause: {},
    skippedPolls: 0,
    foreign: 0,
    ledgers: [],
    health: {},
    scheduling: 'normal',
  };
}

const log = {
  due: 7,
  gapDigest: 1,
  sent: [0, 6],
  acknowledged: [0, 6],
  refused: [],
  unconfirmed: [],
  sendLag: {},
};

/** One end of a load process that does what the test says. */
interface Puppet {
  readonly role: 'load' | 'publisher';
  readonly channel: MemoryChannel<Report, Command>;
  readonly heard: Command[];
  killed: boolean;
}

function hire(
  workers: number,
  answer: (puppet: Puppet, command: Command, index: number) => void = () => undefined,
) {
  const puppets: Puppet[] = [];
  const listener = {
    onLoadTick: vi.fn(),
    onPublisherTick: vi.fn(),
    onPublished: vi.fn(),
    onCanaryRefused: vi.fn(),
  };
  const crew = new Crew(
    workers,
    (role) => {
      const [near, far] = openMemoryChannel<Command, Report>();
      const index = puppets.length;
      const puppet: Puppet = { role, channel: far, heard: [], killed: false };
      puppets.push(puppet);
      far.onMessage((command) => {
        puppet.heard.push(command);
        answer(puppet, command, index);
      });
      return {
        channel: near,
        kill: () => {
          puppet.killed = true;
          far.end('it was ended by SIGKILL');
        },
      };
    },
    listener,
  );
  return { crew, puppets, listener };
}

/** A puppet that does its work. */
function workWell({ channel }: Puppet, command: Command, index: number): void {
  if (command.kind === 'prepare-load' || command.kind === 'prepare-publisher')
    channel.send({ kind: 'ready' });
  if (command.kind !== 'finish') return;
  if (index < 2) channel.send({ kind: 'load-finished', snapshot: snapshotOf(index + 1) });
  else channel.send({ kind: 'publisher-finished', log, health: {}, scheduling: 'normal', canaries: 0 });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return Promise.race([
    work.then(
      () => 'done',
      (error: unknown) => error,
    ),
    turn().then(() => 'still waiting'),
  ]);
}

afterEach(() => void vi.useRealTimers());

describe('a crew that works', () => {
  it('asks every worker where clients are, and keeps what it is told apart by question', async () => {
    const { crew, puppets } = hire(2);
    const first = crew.locate([0, 1]);
    const second = crew.locate([5]);
    await turn();
    expect(puppets.map(({ heard }) => heard.length)).toEqual([2, 2, 0]);
    const socket = (client: number) => ({
      client,
      address: '127.0.0.1',
      port: 4_000 + client,
      serverPort: 80,
    });
    puppets[1]?.channel.send({ kind: 'located', question: 1, sockets: [socket(5)] });
    puppets[0]?.channel.send({ kind: 'located', question: 1, sockets: [] });
    puppets[0]?.channel.send({ kind: 'located', question: 0, sockets: [socket(0)] });
    expect(await second).toEqual([socket(5)]);
    expect(await outcomeOf(first)).toBe('still waiting');
    puppets[1]?.channel.send({ kind: 'located', question: 0, sockets: [socket(1)] });
    expect(await first).toEqual([socket(0), socket(1)]);
  });

  it('tells every worker which it is, and is ready when all are', async () => {
    let ready = 0;
    const { crew, puppets } = hire(2, ({ channel }, command) => {
      if (command.kind === 'prepare-load' && ready++ < 2) channel.send({ kind: 'ready' });
    });
    const prepared = crew.prepare(brief);
    expect(await outcomeOf(prepared)).toBe('still waiting');
    puppets[2]?.channel.send({ kind: 'ready' });
    await prepared;
    expect(puppets.map(({ role }) => role)).toEqual(['load', 'load', 'publisher']);
    expect(puppets.flatMap(({ heard }) => heard)).toEqual([
      { kind: 'prepare-load', brief: JSON.parse(JSON.stringify(brief)), worker: 0, workers: 2 },
      { kind: 'prepare-load', brief: JSON.parse(JSON.stringify(brief)), worker: 1, workers: 2 },
      { kind: 'prepare-publisher', brief: JSON.parse(JSON.stringify(brief)) },
    ]);
  });

  it('passes on what the processes report while they run', async () => {
    const { puppets, listener } = hire(1);
    const tick = {
      worker: 0,
      completeUs: 100,
      activity: [],
      latencies: [],
      subscribed: 1,
      delivered: 2,
      gaveUp: 0,
      reached: 0,
      lastFailure: 'ECONNREFUSED',
    };
    puppets[0]?.channel.send({ kind: 'load-tick', ...tick });
    puppets[1]?.channel.send({ kind: 'publisher-tick', outstanding: 3, acknowledged: 2 });
    puppets[1]?.channel.send({ kind: 'published' });
    await turn();
    expect(listener.onLoadTick).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(tick));
    expect(listener.onPublisherTick).toHaveBeenCalledExactlyOnceWith(3, 2);
    expect(listener.onPublished).toHaveBeenCalledOnce();
  });

  it('cuts by telling everyone', async () => {
    const { crew, puppets } = hire(2);
    crew.cut([3, 5], 'reset');
    await turn();
    for (const { heard } of puppets) expect(heard).toEqual([{ kind: 'cut', clients: [3, 5], how: 'reset' }]);
  });

  it('hands in what everyone measured and may then go', async () => {
    const { crew, puppets } = hire(2, workWell);
    await crew.prepare(brief);
    const findings = await crew.finish();
    expect(findings.snapshots.map(({ opened }) => opened)).toEqual([1, 2]);
    expect(findings.publishLog).toEqual(log);
    for (const { channel } of puppets) channel.end('it exited with 0');
    expect(await outcomeOf(crew.failed)).toBe('still waiting');
  });

  it('may be killed without that being a failure', async () => {
    const { crew, puppets } = hire(2);
    crew.killAll();
    expect(puppets.map(({ killed }) => killed)).toEqual([true, true, true]);
    expect(await outcomeOf(crew.failed)).toBe('still waiting');
  });
});

describe('a process that does not do its work', () => {
  const died = (words: string) =>
    expect.objectContaining({ code: 'SQUALL_WORKER_DIED', message: expect.stringContaining(words) });

  it.each([
    [0, 'the load process is gone: it was ended by SIGKILL'],
    [2, 'the publisher process is gone: it was ended by SIGKILL'],
  ])('dies (process %d)', async (index, words) => {
    const { crew, puppets } = hire(2);
    puppets[index]?.channel.end('it was ended by SIGKILL');
    await expect(crew.failed).rejects.toEqual(died(words));
  });

  it('dies before it is ready', async () => {
    const { crew, puppets } = hire(1);
    const prepared = crew.prepare(brief);
    puppets[0]?.channel.end('it exited with 1');
    await expect(prepared).rejects.toEqual(died('it exited with 1'));
  });

  it('dies instead of handing in what it measured', async () => {
    const { crew } = hire(2, (puppet, command, index) => {
      if (command.kind === 'finish' && index === 1) puppet.channel.end('it exited with 137');
      else workWell(puppet, command, index);
    });
    await crew.prepare(brief);
    await expect(crew.finish()).rejects.toEqual(died('it exited with 137'));
  });

  it('says that it failed: its own words count, not that it is gone thereafter', async () => {
    const { crew, puppets } = hire(1);
    puppets[0]?.channel.send({ kind: 'failed', message: 'RangeError: out of clients' });
    puppets[0]?.channel.end('it exited with 1');
    await expect(crew.failed).rejects.toEqual(died('RangeError: out of clients'));
  });

  it('takes its time over handing in, but shows that it is at work', async () => {
    const { crew, puppets } = hire(2, (puppet, command, index) => {
      if (index !== 0 || command.kind !== 'finish') workWell(puppet, command, index);
    });
    await crew.prepare(brief);
    vi.useFakeTimers();
    const finished = crew.finish();
    for (let second = 0; second < 40; second++) {
      puppets[0]?.channel.send({ kind: 'finishing' });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    puppets[0]?.channel.send({ kind: 'load-finished', snapshot: snapshotOf(1) });
    await vi.advanceTimersByTimeAsync(1);
    expect((await finished).snapshots.map(({ opened }) => opened)).toEqual([1, 2]);
  });

  it('is at work for two minutes and hands in nothing', async () => {
    const { crew, puppets } = hire(2, (puppet, command, index) => {
      if (index !== 0 || command.kind !== 'finish') workWell(puppet, command, index);
    });
    await crew.prepare(brief);
    vi.useFakeTimers();
    const finished = crew.finish().catch((error: unknown) => error);
    for (let second = 0; second < 120; second++) {
      puppets[0]?.channel.send({ kind: 'finishing' });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(await finished).toEqual(died('within 120 s'));
  });

  it('shows no sign of life for fifteen seconds', async () => {
    const { crew } = hire(2, (puppet, command, index) => {
      if (index !== 0 || command.kind !== 'finish') workWell(puppet, command, index);
    });
    await crew.prepare(brief);
    vi.useFakeTimers();
    const finished = crew.finish().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(14_999);
    let settled = false;
    void finished.then(() => {
      settled = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await finished).toEqual(died('no sign of life for 15 s'));
  });
});
