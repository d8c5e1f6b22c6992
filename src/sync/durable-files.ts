import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { never } from '../base/abort.js';
import { pause } from '../base/pause.js';
import { systemCode } from './storage-error.js';

const flushBytes = 64 * 1024;
/** Windows refuses to replace a file while somebody reads it, and to open folders at all. */
const busyCodes = ['EPERM', 'EBUSY', 'EACCES'];
const folderCodes = [...busyCodes, 'EISDIR', 'EINVAL', 'ENOTSUP'];
const busyAttempts = 20;

/** Writes a new file of `parts`, or over an old one, and resolves when the disk has it. */
export async function writeThrough(
  path: string,
  parts: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const handle = await open(path, 'w');
  try {
    let waiting: Buffer[] = [];
    let bytes = 0;
    for await (const part of parts) {
      const buffer = Buffer.from(part);
      waiting.push(buffer);
      bytes += buffer.length;
      if (bytes < flushBytes) continue;
      await handle.appendFile(Buffer.concat(waiting));
      [waiting, bytes] = [[], 0];
    }
    await handle.appendFile(Buffer.concat(waiting));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives `from` the name `to`, over what stands there, and resolves when the disk knows. */
export async function moveThrough(from: string, to: string): Promise<void> {
  await renamePatiently(from, to);
  await syncFolder(dirname(to));
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const isBusy = process.platform === 'win32' && busyCodes.includes(systemCode(error));
      if (!isBusy || attempt === busyAttempts) throw error;
    }
    await pause(attempt * 10, never, `replacing ${to}`);
  }
}

/** New names in a folder are safe only when the folder itself is on the disk. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Where a folder cannot be synced, the file system keeps its names by itself.
    if (!folderCodes.includes(systemCode(error))) throw error;
  }
}
