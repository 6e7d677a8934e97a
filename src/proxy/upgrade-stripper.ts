import { type EndHow, Stage } from './stage.js';

/** A request head longer than this is handed on as it is (nginx: large_client_header_buffers, 4 of 8 KiB). */
const mostHeadBytes = 32 * 1024;
const headEnd = '\r\n\r\n';

/**
 * Takes `Upgrade` and `Connection` out of the first request of a connection, as a proxy does that knows no upgrade: both
 * are for one hop only and must not be forwarded (RFC 9110 §7.6.1). A WebSocket handshake is the first request of its
 * connection; everything else passes unread.
 */
export class UpgradeStripper extends Stage {
  #head: Buffer | undefined = Buffer.alloc(0);

  /** Called when a handshake was stripped. */
  onStripped: () => void = () => undefined;

  write(chunk: Buffer): void {
    if (this.#head === undefined) {
      this.next.write(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    if (this.#head.includes(headEnd) || this.#head.length > mostHeadBytes) this.#handOn(this.#head);
  }

  override end(how: EndHow): void {
    if (this.#head !== undefined) this.#handOn(this.#head);
    this.next.end(how);
  }

  #handOn(request: Buffer): void {
    this.#head = undefined;
    const stripped = stripUpgrade(request);
    if (stripped !== undefined) this.onStripped();
    const passed = stripped ?? request;
    if (passed.length > 0) this.next.write(passed);
  }
}

/** @returns the request without the two headers; undefined when it asks for no upgrade, or its head is not complete */
export function stripUpgrade(request: Buffer): Buffer | undefined {
  const end = request.indexOf(headEnd);
  if (end < 0) return undefined;
  const lines = request.toString('latin1', 0, end).split('\r\n');
  if (!lines.some((line) => /^upgrade:/i.test(line))) return undefined;
  const kept = lines.filter((line) => !/^(upgrade|connection):/i.test(line));
  return Buffer.concat([Buffer.from(kept.join('\r\n'), 'latin1'), request.subarray(end)]);
}
