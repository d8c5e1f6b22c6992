// One sample of a sync: a first one of a tree that the server has nothing of, and another one right
// after it, which finds nothing to do. Both are checked on the disks when the clock has stopped.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { makeScratch, removeScratch } from '../support/servers/scratch.js';
import { type SyncCell } from './cells.js';
import { checkContents, prepareLocal } from './disk.js';
import { sampleLibrary, sampleProgram } from './measure.js';
import { type Link, type Reachable } from './network/network.js';
import { treeFiles } from './site.js';
import { type Program } from './subjects/program.js';
import { type Sample, type Task } from './task.js';

/** `lftp-temporary` renames each file to its name, as ours does. */
export type SyncSubject = 'pool-4' | 'lftp' | 'lftp-temporary';

export interface SyncSurroundings {
  readonly files: number;
  readonly link: Link;
  readonly reachable: Reachable;
  readonly lftp: Program | undefined;
}

/** Files are older than what is kept of them, so that no time has to be looked into. */
const ageMs = 24 * 60 * 60 * 1000;

/** Both syncs of one subject, one after the other. */
export async function sampleSync(
  subject: SyncSubject,
  around: SyncSurroundings,
): Promise<Record<SyncCell, Sample>> {
  const { server, host } = around.reachable;
  const local = makeScratch('bench');
  const up = path.join(server.root, 'up');
  const { port, user, password, certificate } = server;
  const home = server.home === '/' ? '' : server.home;
  const account = { host, port, user, password, home, certificate };
  const task: Task = {
    ...(subject === 'lftp-temporary' ? { subject: 'lftp', usesTemporaryNames: true } : { subject }),
    ...{ cell: 'sync-first', operations: around.files, local, ...account },
  };
  try {
    prepareLocal(task);
    age(path.join(local, `tree-${String(around.files)}`), around.files);
    const first = await sample(task, around);
    checkContents(up, treeFiles(around.files));
    const before = statesOf(up);
    const again = await sample({ ...task, cell: 'sync-again' }, around);
    assert.deepEqual(statesOf(up), before, 'what nobody had to touch');
    return { 'sync-first': first, 'sync-again': again };
  } finally {
    removeScratch(local);
    for (const name of fs.readdirSync(up)) fs.rmSync(path.join(up, name), { recursive: true });
  }
}

function sample(task: Task, { lftp, link }: SyncSurroundings): Promise<Sample> {
  if (task.subject !== 'lftp') return sampleLibrary(task, link);
  assert(lftp !== undefined, 'lftp is there');
  return sampleProgram(lftp, task, link);
}

function age(root: string, files: number): void {
  const time = (Date.now() - ageMs) / 1000;
  for (const file of treeFiles(files)) fs.utimesSync(path.join(root, file), time, time);
}

/** Path, size, time and number of every file: a file that was written anew differs. */
function statesOf(root: string): string[] {
  const paths = fs.readdirSync(root, { recursive: true }) as string[];
  const states = paths.map((name) => {
    const { ino, size, mtimeMs } = fs.statSync(path.join(root, name));
    return `${name} ${String(ino)} ${String(size)} ${String(mtimeMs)}`;
  });
  return states.sort();
}
