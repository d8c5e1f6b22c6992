import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext } from 'node:test';

/** A new empty folder on the disk, removed when the test is over. */
export async function tempDir(t: TestContext): Promise<string> {
  const folder = await newTempDir();
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `work` with a new empty folder on the disk, and removes it. */
export async function inTempDir<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await newTempDir();
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function newTempDir(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'ftpws-test-'));
}
