import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP server that does what its name says to whoever connects. */
export interface ScriptedServer {
  readonly url: string;
  /** Sockets accepted so far. */
  readonly sockets: readonly Socket[];
  stop(): Promise<void>;
}

export async function startScriptedServer(onSocket: (socket: Socket) => void): Promise<ScriptedServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sockets,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Accepts and says nothing. */
export function startAnswersNothing(): Promise<ScriptedServer> {
  return startScriptedServer((socket) => socket.resume());
}

/** Answers every request with a page of HTML. */
export function startWrongContentType(): Promise<ScriptedServer> {
  return startAnswering(
    'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<p>Hello</p>',
  );
}

/** Speaks another protocol. */
export function startSpeaksSsh(): Promise<ScriptedServer> {
  return startAnswering('SSH-2.0-OpenSSH_9.6\r\n');
}

/** Answers every chunk a client sends with the same bytes. */
export function startAnswering(answer: string): Promise<ScriptedServer> {
  return startScriptedServer((socket) => socket.on('data', () => socket.write(answer)));
}

/** Passes everything on to a well-behaved server, and its answers back as `forward` pleases. */
export function startProxy(
  url: string,
  createForward: (client: Socket) => (chunk: Buffer) => void,
): Promise<ScriptedServer> {
  const { hostname, port } = new URL(url);
  return startScriptedServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    client.setNoDelay(true);
    const forward = createForward(client);
    upstream.on('data', forward);
    upstream.on('error', () => client.destroy());
    upstream.on('end', () => client.end());
    client.on('data', (chunk) => upstream.write(chunk));
    client.on('close', () => upstream.destroy());
  });
}

/** Sends the answers on in pieces of one byte, each in a segment of its own. */
export function startSplitsEveryByte(url: string): Promise<ScriptedServer> {
  return startProxy(url, (client) => {
    const queue: number[] = [];
    const pump = (): void => {
      const byte = queue.shift();
      if (byte === undefined || client.destroyed) return;
      client.write(Uint8Array.of(byte), () => setImmediate(pump));
    };
    return (chunk) => {
      const idle = queue.length === 0;
      queue.push(...chunk);
      if (idle) pump();
    };
  });
}

/** Ends the connection `extraBytes` after `marker` has passed for the first time. */
export function startEndsAfter(
  url: string,
  marker: string,
  extraBytes: number,
  end: (client: Socket) => void,
): Promise<ScriptedServer> {
  return startProxy(url, (client) => {
    let passed = Buffer.alloc(0);
    return (chunk) => {
      const before = passed.length;
      passed = Buffer.concat([passed, chunk]);
      const found = passed.indexOf(marker);
      const limit = found === -1 ? passed.length : found + marker.length + extraBytes;
      client.write(passed.subarray(before, limit));
      // A RST would discard what the kernel has not delivered yet, so the end waits a moment.
      if (passed.length >= limit && found !== -1) setTimeout(() => end(client), 20);
    };
  });
}

/** Sends FIN 20 bytes into the first payload. */
export function startClosesMidMessage(url: string): Promise<ScriptedServer> {
  return startEndsAfter(url, 'sq1:', 20, (client) => client.destroySoon());
}

/** Sends RST 20 bytes into the first payload. */
export function startResetsMidMessage(url: string): Promise<ScriptedServer> {
  return startEndsAfter(url, 'sq1:', 20, (client) => client.resetAndDestroy());
}

/** Sends RST after the head of the HTTP response. */
export function startResetsAfterHead(url: string): Promise<ScriptedServer> {
  return startEndsAfter(url, '\r\n\r\n', 0, (client) => client.resetAndDestroy());
}
