import type { Socket } from 'node:net';
import type { Clock } from '../../src/system/clock.js';
import { ConstantDelay } from './constant-delay.js';
import type { Flaw } from './flaw.js';
import type { FlawLog } from './flaw-log.js';

type Callback = (error?: Error | null) => void;
type WriteArguments = [chunk: string | Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback];

/**
 * Every byte is a write of its own. HTTP, `ws` and the broadcaster all write through the socket's `write`; what gathers
 * writes, corking and the socket's `writev`, is taken out of it.
 */
export function splitBytes(): Flaw {
  return {
    meetConnection(socket) {
      socket.setNoDelay(true);
      const write = socket.write.bind(socket);
      const keepApart = { cork: () => undefined, uncork: () => undefined, _writev: undefined };
      Object.assign(socket, keepApart);
      replaceWrite(socket, (bytes, callback) => {
        for (let at = 0; at < bytes.length - 1; at++) write(bytes.subarray(at, at + 1));
        return write(bytes.subarray(Math.max(0, bytes.length - 1)), callback);
      });
    },
  };
}

/** What is written within `byUs` after a first write leaves together in one; the log says when it did. */
export function coalesce(byUs: number, clock: Clock, log: FlawLog): Flaw {
  const delay = new ConstantDelay(clock, byUs);
  return {
    meetConnection(socket, connection) {
      const write = socket.write.bind(socket);
      let gathering = false;
      replaceWrite(socket, (bytes, callback) => {
        if (!gathering) {
          gathering = true;
          socket.cork();
          delay.run(() => {
            gathering = false;
            log.write({ event: 'released', connection, atUs: clock.nowUs() });
            socket.uncork();
          });
        }
        return write(bytes, callback);
      });
    },
    stop: () => delay.stop(),
  };
}

function replaceWrite(
  socket: Socket,
  write: (bytes: Uint8Array, callback: Callback | undefined) => boolean,
): void {
  const replaced = (...[chunk, encoding, callback]: WriteArguments): boolean => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk;
    return write(bytes, typeof encoding === 'function' ? encoding : callback);
  };
  socket.write = replaced as Socket['write'];
}

function encodingOf(encoding: BufferEncoding | Callback | undefined): BufferEncoding {
  return typeof encoding === 'string' ? encoding : 'utf8';
}
