import { readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** What a server proves itself with: its key and its certificate, both PEM. */
export interface TlsIdentity {
  readonly key: string;
  readonly certificate: string;
}

/** A file that does not hold a key and a certificate, or can be neither read nor made. */
export class TlsFileError extends Error {
  override readonly name = 'TlsFileError';
  readonly flaw: 'damaged' | 'unusable';

  constructor(flaw: 'damaged' | 'unusable', message: string) {
    super(message);
    this.flaw = flaw;
  }
}

const dayMs = 24 * 3600 * 1000;
const validDays = 7;
/** OIDs and numbers of X.509 general names (RFC 5280 §4.2.1.6). */
const generalName = { dns: 2, ip: 7 } as const;

/** Makes a key on P-256 and a certificate for it, signed by itself, that names `host` and the loopback. */
export async function makeTlsIdentity(host: string): Promise<TlsIdentity> {
  // Loaded only where it is wanted: a server without TLS starts without it.
  const { generate } = await import('selfsigned');
  const names = [...new Set([host, 'localhost', '127.0.0.1', '::1'])];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Squall reference server' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A clock that is a little behind elsewhere does no harm.
    notBeforeDate: new Date(Date.now() - dayMs),
    notAfterDate: new Date(Date.now() + validDays * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map(toGeneralName) },
    ],
  });
  return { key, certificate: cert };
}

/**
 * Reads an identity from a file, or makes one and leaves it there: a server that is restarted keeps its certificate.
 * @throws TlsFileError when the file exists but does not hold a key and a certificate, or can be neither read nor made
 */
export async function keepTlsIdentity(file: string, host: string): Promise<TlsIdentity> {
  const refuse = ({ message }: Error): never => {
    throw new TlsFileError('unusable', `TLS file ${file}: ${message}`);
  };
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    return refuse(error);
  });
  if (text === undefined) {
    const identity = await makeTlsIdentity(host);
    const text = `${identity.key.trim()}\n${identity.certificate.trim()}\n`;
    await writeFile(file, text, { mode: 0o600 }).catch(refuse);
    return identity;
  }
  const key = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^-]+-----END \1-----\n/.exec(text)?.[0];
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(text)?.[0];
  if (key === undefined || certificate === undefined) {
    throw new TlsFileError('damaged', `${file} does not hold a private key and a certificate in PEM`);
  }
  return { key, certificate };
}

function toGeneralName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(name) === 0 ? { type: generalName.dns, value: name } : { type: generalName.ip, ip: name };
}
