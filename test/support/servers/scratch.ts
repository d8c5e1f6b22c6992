import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from '../process-group.js';

// In the system's folder for temporary files: the server's user must be able to reach it.
const prefix = 'ftp-workspaces-server-';
const mine = new Set<string>();

process.on('exit', () => {
  for (const folder of mine) removeScratch(folder);
});

/** A folder for one server. It is removed at the end of this process at the latest. */
export function makeScratch(name: string): string {
  const start = path.join(os.tmpdir(), `${prefix}${String(process.pid)}-${name}-`);
  const folder = fs.mkdtempSync(start);
  fs.chmodSync(folder, 0o711);
  mine.add(folder);
  return folder;
}

export function removeScratch(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  mine.delete(folder);
}

/** Removes the folders of processes that were killed. */
export function dropAbandoned(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = path.join(os.tmpdir(), name);
    // Other users clear away what is theirs.
    if (fs.lstatSync(folder).uid === process.getuid?.()) removeScratch(folder);
  }
}
