import { type RunningServer, startServer } from '../server.js';
import type { ServerOptions } from '../server-options.js';

const running = new Set<RunningServer>();

/** Starts a server on a free port; `stopTestServers` ends it. */
export async function startTestServer(
  options: Partial<ServerOptions> & Pick<ServerOptions, 'transport'>,
): Promise<RunningServer> {
  const server = await startServer(options);
  running.add(server);
  return server;
}

/** For `afterEach`. */
export async function stopTestServers(): Promise<void> {
  const servers = [...running];
  running.clear();
  await Promise.all(servers.map((server) => server.stop()));
}

export function publish(server: RunningServer, ...texts: string[]): void {
  for (const text of texts) server.hub.publish(Buffer.from(text));
}

/** Waits until `condition` holds; a test in which it never does fails by its time-out. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
