import { createPrivateKey, type KeyObject } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { RemoteError } from '../base/remote-error.js';
import { type ClientCertificate } from './profile.js';

/** PEM texts as TLS takes them; the key is open. */
export interface LoadedCertificate {
  cert: string;
  key: string;
}

/**
 * Reads the files of a client certificate. `passphrase` is asked for where the key has one; a
 * RemoteError says which file is of no use, and is of kind `auth` where the passphrase is wrong.
 */
export async function loadCertificate(
  { certificate, key = certificate }: ClientCertificate,
  passphrase: () => Promise<string>,
): Promise<LoadedCertificate> {
  const cert = await readText(certificate);
  const text = key === certificate ? cert : await readText(key);
  const opened = isLocked.test(text)
    ? openWith(text, key, await passphrase())
    : openPlain(text, key);
  return { cert, key: opened.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** PKCS #8 says so in its first line, OpenSSL's older form in its second. */
const isLocked = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

function openPlain(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // What OpenSSL says of it tells nobody anything.
    throw unusable(file, 'it holds no private key in PEM form');
  }
}

function openWith(pem: string, file: string, passphrase: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    // The same here.
    throw new RemoteError('auth', `The passphrase does not open the key ${file}`, {
      hint: 'Enter it again.',
      refused: 'passphrase',
    });
  }
}

async function readText(file: string): Promise<string> {
  const home = /^~[/\\]/.test(file) ? path.join(os.homedir(), file.slice(2)) : file;
  try {
    return await fs.readFile(home, 'utf8');
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    throw unusable(file, code === 'ENOENT' ? 'there is no such file' : code, cause);
  }
}

function unusable(file: string, why: string, cause?: unknown): RemoteError {
  return new RemoteError('tls', `The client certificate cannot be read from ${file}: ${why}`, {
    cause,
    hint: 'Correct "clientCertificate" in the settings.',
  });
}
