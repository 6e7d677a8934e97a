import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepTlsIdentity, makeTlsIdentity } from './tls-identity.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-tls-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes a certificate that names the host and the loopback, for its own key', async () => {
  const { key, certificate } = await makeTlsIdentity('127.0.0.9');
  const x509 = new X509Certificate(certificate);
  expect(x509.checkIP('127.0.0.9')).toBe('127.0.0.9');
  expect(x509.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(x509.checkHost('localhost')).toBe('localhost');
  expect(x509.checkIP('127.0.0.2')).toBeUndefined();
  expect(key).toContain('PRIVATE KEY');
});

it('keeps an identity in a file that only its owner reads', async () => {
  const file = join(folder, 'identity.pem');
  const first = await keepTlsIdentity(file, '127.0.0.1');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const second = await keepTlsIdentity(file, '127.0.0.1');
  expect(new X509Certificate(second.certificate).fingerprint256).toBe(
    new X509Certificate(first.certificate).fingerprint256,
  );
  expect(await readFile(file, 'utf8')).toContain(second.key);
});

it('refuses a file that holds something else', async () => {
  const file = join(folder, 'identity.pem');
  await writeFile(file, 'nothing');
  await expect(keepTlsIdentity(file, '127.0.0.1')).rejects.toThrow('private key');
});
