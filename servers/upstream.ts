import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { formatCursor, parseCursor } from '../src/wire/cursor.js';
import { paths, type SubscribedNotice } from '../src/wire/protocol.js';
import type { HistoryLimits } from './hub.js';
import { MirroredHub } from './mirrored-hub.js';

/** Between two attempts to reach a hub that was lost, milliseconds. */
const retryMs = 50;
/** A hub that stays away longer is given up. */
const patienceMs = 10_000;
/** A cursor that is nobody's, so that everything held follows. */
const fromTheBeginning = formatCursor('0', 0);

/** A hub that a server is to mirror and cannot. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
}

export interface UpstreamSettings {
  /** Base address of a reference server for WebSocket, `http` or `https`. */
  readonly url: string;
  /** PEM of the certificate to trust when that is `https`. */
  readonly certificate: string | undefined;
  readonly limits: HistoryLimits;
}

/** Follows the WebSocket server of a hub and repeats everything it says in a hub of this process. */
export class Upstream {
  readonly #settings: UpstreamSettings;
  /** Rejects with an `UpstreamError` when the hub is gone for good, or came back as another one; never resolves. */
  readonly lost: Promise<never>;
  #lose: (error: UpstreamError) => void = () => undefined;
  #hub: MirroredHub | undefined;
  #link: WebSocket | undefined;
  #isStopped = false;

  private constructor(settings: UpstreamSettings) {
    this.#settings = settings;
    this.lost = new Promise((_, reject) => {
      this.#lose = reject;
    });
    this.lost.catch(() => undefined);
  }

  /**
   * Connects, and resolves when this process has all that the hub had.
   * @throws UpstreamError when the hub cannot be reached
   */
  static async open(settings: UpstreamSettings): Promise<Upstream> {
    const upstream = new Upstream(settings);
    const { head } = await upstream.#connect(fromTheBeginning);
    const newest = parseCursor(head)?.id ?? 0;
    while (upstream.hub.newest < newest) {
      if (upstream.#link === undefined) throw new UpstreamError(`${settings.url} went away`);
      await sleep(1);
    }
    return upstream;
  }

  get hub(): MirroredHub {
    if (this.#hub === undefined) throw new UpstreamError(`${this.#settings.url} has not been reached`);
    return this.#hub;
  }

  stop(): void {
    this.#isStopped = true;
    this.#link?.terminate();
  }

  /** Resolves with the notice once it is there; messages of the same read follow it at once. */
  #connect(cursor: string): Promise<SubscribedNotice> {
    const { url, certificate } = this.#settings;
    const address = new URL(paths.websocket, url.replace(/^http/, 'ws'));
    address.search = new URLSearchParams({ cursor }).toString();
    const link = new WebSocket(address, {
      perMessageDeflate: false,
      ...(certificate === undefined ? {} : { ca: certificate }),
    });
    return new Promise((resolve, reject) => {
      link.on('error', (error) => reject(new UpstreamError(`${url}: ${error.message}`)));
      link.on('message', (data: Buffer, isBinary: boolean) => {
        // A copy: what `ws` hands up is a slice of a larger buffer, which the history would keep whole.
        if (isBinary) this.hub.publish(Buffer.from(data));
        else resolve(this.#takeNotice(link, data.toString()));
      });
      link.on('close', () => {
        reject(new UpstreamError(`${url} closed the connection`));
        if (this.#link === link) void this.#resume();
      });
    });
  }

  /** The first one of the first connection tells which hub this is; whatever it says later must fit on to what is here. */
  #takeNotice(link: WebSocket, text: string): SubscribedNotice {
    const notice = JSON.parse(text) as SubscribedNotice;
    const { epoch = '0', id = 0 } = parseCursor(notice.cursor) ?? {};
    this.#hub ??= new MirroredHub(this.#settings.limits, { epoch, newest: id, messages: [] });
    if (this.#hub.epoch !== epoch || this.#hub.newest !== id) {
      this.#lose(new UpstreamError(`${this.#settings.url} left messages out, or is another hub by now`));
    }
    this.#link = link;
    if (this.#isStopped) link.terminate();
    return notice;
  }

  async #resume(): Promise<void> {
    this.#link = undefined;
    const untilMs = performance.now() + patienceMs;
    while (!this.#isStopped) {
      try {
        await this.#connect(formatCursor(this.hub.epoch, this.hub.newest));
        return;
      } catch (error) {
        if (performance.now() > untilMs) this.#lose(error as UpstreamError);
        await sleep(retryMs);
      }
    }
  }
}
