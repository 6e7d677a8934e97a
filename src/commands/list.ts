import type { CommandModule } from 'yargs';
import { metricDefinitions } from '../metrics/metric-names.js';
import { faultDescriptions } from '../scenario/fault-schema.js';
import { loadPlan } from '../scenario/load-plan.js';
import { policyDescriptions } from '../scenario/reconnect-schema.js';
import { listShippedScenarios } from '../scenario/shipped-scenarios.js';
import { flawDescriptions } from '../wire/flaws.js';
import type { TransportName } from '../wire/transport-names.js';

const topics = ['scenarios', 'transports', 'policies', 'faults', 'flaws', 'metrics'] as const;
export type Topic = (typeof topics)[number];

interface ListArguments {
  topic: Topic | undefined;
  json: boolean;
}

export const listCommand: CommandModule<object, ListArguments> = {
  command: 'list [topic]',
  describe: 'Show what scenarios can be made of',
  builder: (args) =>
    args
      .positional('topic', { choices: topics, describe: 'What to list; everything without it' })
      .option('json', { type: 'boolean', default: false, describe: 'Print the lists as JSON' })
      .example('$0 list scenarios', 'the scenarios that come with Squall')
      .example('$0 list metrics', 'what thresholds can be stated about'),
  handler: list,
};

/** One thing with a sentence on it; metrics say what they are counted in. */
export interface Entry {
  readonly name: string;
  readonly kind?: string;
  readonly about: string;
}

async function list({ topic, json }: ListArguments): Promise<void> {
  const wanted = topic === undefined ? topics : [topic];
  const lists = new Map<Topic, readonly Entry[]>();
  for (const each of wanted) lists.set(each, await listEntries(each));
  process.stdout.write(json ? `${JSON.stringify(Object.fromEntries(lists), null, 2)}\n` : renderLists(lists));
}

const transportDescriptions: Readonly<Record<TransportName, string>> = {
  websocket: 'One WebSocket per client; the server pushes a frame per message.',
  sse: 'One HTTP response without end per client; the server writes an event per message.',
  'long-poll': 'HTTP requests that the server holds until it has messages; the next follows at once.',
  'short-poll': 'HTTP requests at a fixed period that bring what has come up since the last one.',
};

export async function listEntries(topic: Topic): Promise<readonly Entry[]> {
  switch (topic) {
    case 'scenarios':
      return Promise.all(
        listShippedScenarios().map(async (name) => ({ name, about: (await loadPlan(name)).description })),
      );
    case 'transports':
      return describeEach(transportDescriptions);
    case 'policies':
      return describeEach(policyDescriptions);
    case 'faults':
      return describeEach(faultDescriptions);
    case 'flaws':
      return Object.entries(flawDescriptions).map(([name, { about }]) => ({ name, about }));
    case 'metrics':
      return metricDefinitions;
  }
}

function describeEach(descriptions: Readonly<Record<string, string>>): Entry[] {
  return Object.entries(descriptions).map(([name, about]) => ({ name, about }));
}

/** Lists in columns, each under its topic when there are several. */
export function renderLists(lists: ReadonlyMap<Topic, readonly Entry[]>): string {
  const blocks = [...lists].map(([topic, entries]) => {
    const width = Math.max(...entries.map(({ name }) => name.length));
    const rows = entries.map(({ name, kind, about }) => {
      const columns = kind === undefined ? [] : [kind.padEnd(8)];
      return [name.padEnd(width), ...columns, about].join('  ');
    });
    return lists.size === 1 ? rows : [topic, ...rows.map((row) => `  ${row}`)];
  });
  return `${blocks.map((rows) => rows.join('\n')).join('\n\n')}\n`;
}
