import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemoteError } from '../base/remote-error.js';
import { type ContentSource } from './content-source.js';

/** Gives `work` content that does not fit into memory from the disk of this computer, which forgets it afterwards. */
export async function onDisk(
  content: AsyncIterable<Uint8Array>,
  work: (source: ContentSource) => Promise<void>,
): Promise<void> {
  // Only this user may enter a folder that is made so.
  const folder = await told(() => mkdtemp(join(tmpdir(), 'ftp-workspaces-')));
  try {
    const path = join(folder, 'content');
    const size = await save(content, path);
    await work({ size, open: () => createReadStream(path) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function save(content: AsyncIterable<Uint8Array>, path: string): Promise<number> {
  const file: FileHandle = await told(() => open(path, 'wx', 0o600));
  try {
    let size = 0;
    for await (const piece of content) {
      await told(() => file.writeFile(piece));
      size += piece.length;
    }
    return size;
  } finally {
    await file.close();
  }
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const text = `The content cannot be held on this computer's disk: ${String(cause)}`;
    throw new RemoteError('failed', text, { cause });
  }
}
