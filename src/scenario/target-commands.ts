import { z } from 'zod';
import { duration } from './quantities.js';
import { address } from './target-address.js';

function command(title: string, description: string, example: string) {
  return z
    .string()
    .min(1)
    .optional()
    .meta({ title, description, examples: [example] });
}

export const commandsSchema = z
  .strictObject({
    start: command('Start', 'Starts the server; may stay in the foreground or end.', 'node chat.js'),
    stop: command('Stop', 'Ends it in order, as a deploy does.', 'systemctl stop chat'),
    restart: command('Restart', 'Ends it in order and starts it again, in one.', 'systemctl restart chat'),
    crash: command('Crash', 'Kills it.', 'docker kill chat'),
    ready: address(
      ['http', 'https'],
      'Ready',
      'Address that is asked until it gives any HTTP answer; the publishing address unless told.',
      'http://127.0.0.1:8080/health',
    ).optional(),
    timeout: duration(
      {
        title: 'Timeout',
        description: 'How long a command, and being ready after it, may take.',
        examples: ['30s'],
      },
      { min: 100e3, max: 600e6 },
    ).prefault('30s'),
  })
  .optional()
  .meta({
    title: 'Commands',
    description:
      'Shell commands that run the server, in the folder of the scenario, so that restart faults work on it.',
    examples: [{ start: 'node chat.js' }],
  });
