import { readFile } from 'node:fs/promises';
import { abortError } from '../base/abort.js';
import { storageError, systemCode } from './storage-error.js';

const noSuchFile = ['ENOENT', 'ENOTDIR', 'EISDIR'];

/** The text of a local file; undefined where there is no such file. */
export async function readText(path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (error) {
    if (noSuchFile.includes(systemCode(error))) return undefined;
    if (signal.aborted) throw abortError(signal, `Reading ${path}`);
    throw storageError('Reading', path, error);
  }
}
