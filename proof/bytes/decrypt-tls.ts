import { createDecipheriv, createHmac } from 'node:crypto';

/** One direction of a TLS 1.3 connection, opened. */
export interface OpenedTls {
  /** The application's bytes. */
  readonly plaintext: Buffer;
  /** Positions in them after the last byte of each record. */
  readonly recordEnds: readonly number[];
  /** Everything that is not application data: handshake, session tickets, alerts, whole records each. */
  readonly otherBytes: number;
}

export type TlsSide = 'CLIENT' | 'SERVER';

const suites = {
  4865: { cipher: 'aes-128-gcm', hash: 'sha256', keyBytes: 16 },
  4866: { cipher: 'aes-256-gcm', hash: 'sha384', keyBytes: 32 },
  4867: { cipher: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32 },
} as const;
type Suite = (typeof suites)[keyof typeof suites];

const headerBytes = 5;
const tagBytes = 16;
const applicationData = 23;

/** What a record of application data adds to it (RFC 8446 §5.2): header, content type, authentication tag. */
export const recordFramingBytes = headerBytes + 1 + tagBytes;

/** Reads a key log (NSS format): secrets by the client's random and label. */
export function readKeyLog(text: string): ReadonlyMap<string, Buffer> {
  const lines = text.split('\n').map((line) => line.split(' '));
  return new Map(
    lines.flatMap(([label, random, secret]) =>
      secret === undefined ? [] : [[`${random} ${label}`, Buffer.from(secret, 'hex')] as const],
    ),
  );
}

/**
 * Opens one direction of a recorded TLS 1.3 connection with its logged secrets, record by record (RFC 8446 §5.2, §5.3). The
 * handshake secret holds until the side's Finished, which is the first record that it no longer opens.
 * @param up what the client sent: its hello holds the random that the secrets are logged under
 * @param down what the server sent: its hello names the cipher suite
 */
export function openTls(
  side: TlsSide,
  up: Buffer,
  down: Buffer,
  keys: ReadonlyMap<string, Buffer>,
): OpenedTls {
  const stream = side === 'CLIENT' ? up : down;
  // Record header, handshake header, legacy version: 11 bytes before the random, which in the server's hello is followed by the
  // echoed session id and the suite (RFC 8446 §4.1.2, §4.1.3).
  const random = up.toString('hex', 11, 43);
  const suite = findSuite(down.readUInt16BE(44 + down.readUInt8(43)));
  const secretOf = (label: string): Buffer => {
    const secret = keys.get(`${random} ${label}`);
    if (secret === undefined) throw new Error(`the key log lacks ${label}`);
    return secret;
  };
  const openers = [`${side}_HANDSHAKE_TRAFFIC_SECRET`, `${side}_TRAFFIC_SECRET_0`].map((label) =>
    createOpener(suite, secretOf(label)),
  );
  const plain: Buffer[] = [];
  const recordEnds: number[] = [];
  let [position, otherBytes, at] = [0, 0, 0];
  while (at < stream.length) {
    const end = at + headerBytes + stream.readUInt16BE(at + 3);
    if (end > stream.length) throw new Error('the recorded stream ends within a TLS record');
    const record = stream.subarray(at, end);
    const inner = record[0] === applicationData ? openRecord(openers, record) : undefined;
    if (inner?.at(-1) === applicationData) {
      plain.push(inner.subarray(0, -1));
      position += inner.length - 1;
      recordEnds.push(position);
    } else otherBytes += record.length;
    at = end;
  }
  return { plaintext: Buffer.concat(plain), recordEnds, otherBytes };
}

type Opener = (record: Buffer) => Buffer | undefined;

function openRecord(openers: Opener[], record: Buffer): Buffer {
  while (openers.length > 0) {
    const inner = openers[0]?.(record);
    if (inner !== undefined) return inner;
    openers.shift();
  }
  throw new Error('no secret opens a TLS record');
}

/** @returns a function that opens the next record under this secret, undefined when it is not under it */
function createOpener({ cipher, hash, keyBytes }: Suite, secret: Buffer): Opener {
  const key = expandLabel(hash, secret, 'key', keyBytes);
  const iv = expandLabel(hash, secret, 'iv', 12);
  let sequence = 0n;
  return (record) => {
    const nonce = Buffer.from(iv);
    nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ sequence, 4);
    const decipher = createDecipheriv(cipher as 'aes-128-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(record.subarray(0, headerBytes));
    decipher.setAuthTag(record.subarray(-tagBytes));
    try {
      const inner = Buffer.concat([
        decipher.update(record.subarray(headerBytes, -tagBytes)),
        decipher.final(),
      ]);
      sequence++;
      return inner;
    } catch {
      return undefined;
    }
  };
}

/** HKDF-Expand-Label with an empty context, for lengths within one hash (RFC 8446 §7.1, RFC 5869 §2.3). */
function expandLabel(hash: string, secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}

function findSuite(id: number): Suite {
  const suite = Object.entries(suites).find(([known]) => Number(known) === id)?.[1];
  if (suite === undefined) throw new Error(`cipher suite 0x${id.toString(16)} is not one of TLS 1.3`);
  return suite;
}
