// How long a plan of very many files takes, and how much memory: on sides that make up their listings,
// so that nothing but the plan is measured.
import { never } from '../../src/base/abort.js';
import { type Agreement, type SideState } from '../../src/sync/facts.js';
import { JournalState } from '../../src/sync/journal-records.js';
import { walkPlan } from '../../src/sync/plan-walk.js';
import { type FolderScan, folderOf, type SideScan } from '../../src/sync/scan.js';

const filesOfFolder = 100;
const foldersOfFolder = 100;

export interface PlanFigures {
  files: number;
  steps: number;
  seconds: number;
  /** Resident memory at its highest while it was planned, and before. */
  peakMb: number;
  startMb: number;
  /** The heap at its highest. */
  heapMb: number;
}

/** Plans `files` files; `isKnown`: both sides have them as the journal says, else they are new here. */
export async function planMany(files: number, isKnown: boolean): Promise<PlanFigures> {
  const folders = Math.ceil(files / filesOfFolder);
  const journal = new JournalState();
  if (isKnown) for (let at = 0; at < folders; at += 1) journal.apply({ agree: agreedIn(at) });
  const side = madeUpSide(folders);
  const remote = isKnown ? side : emptySide;
  const refuse = (): never => {
    throw new Error('nothing is read for this plan');
  };
  const rules = { isIgnored: () => false, nameProblems: () => new Map<string, string>() };
  const sources = { local: side, remote, agreed: journal, rules, hash: refuse, compare: refuse };
  const options = {
    direction: 'both' as const,
    deleteExtras: false,
    scope: [''],
    onUnchanged: () => undefined,
  };
  globalThis.gc?.();
  const startMb = rssMb();
  let [peakMb, heapMb, steps, seen] = [startMb, 0, 0, 0];
  const look = (): void => {
    peakMb = Math.max(peakMb, rssMb());
    heapMb = Math.max(heapMb, toMb(process.memoryUsage().heapUsed));
  };
  const began = performance.now();
  for await (const batch of walkPlan(sources, options, never)) {
    steps += batch.length;
    seen += 1;
    if (seen % 100 === 0) look();
  }
  look();
  return { files, steps, seconds: (performance.now() - began) / 1_000, peakMb, startMb, heapMb };
}

const file: SideState = {
  type: 'file',
  size: 4096,
  modified: 1_700_000_000_000,
  modifiedExact: true,
};
const folder: SideState = { type: 'directory' };

function folderPath(at: number): string {
  return `d${String(Math.floor(at / foldersOfFolder))}/e${String(at % foldersOfFolder)}`;
}

function agreedIn(at: number): Agreement[] {
  return Array.from({ length: filesOfFolder }, (_, index) => ({
    path: `${folderPath(at)}/file-${String(index)}.txt`,
    type: 'file',
    hash: 'a'.repeat(64),
    local: { ...file },
    remote: { ...file },
    at: 1_800_000_000_000,
  }));
}

function madeUpSide(folders: number): SideScan {
  const upper = Math.ceil(folders / foldersOfFolder);
  return {
    look: () => Promise.resolve(folder),
    list: (path) => {
      const entries = new Map<string, SideState>();
      const isLowest = folderOf(path) !== '';
      if (path === '') for (let at = 0; at < upper; at += 1) entries.set(`d${String(at)}`, folder);
      else if (!isLowest) addLower(entries, Math.min(foldersOfFolder, folders));
      else
        for (let at = 0; at < filesOfFolder; at += 1)
          entries.set(`file-${String(at)}.txt`, { ...file });
      return Promise.resolve({ entries, ignored: 0 });
    },
  };
}

function addLower(entries: Map<string, SideState>, count: number): void {
  for (let at = 0; at < count; at += 1) entries.set(`e${String(at)}`, folder);
}

const nothing: FolderScan = { entries: new Map(), ignored: 0 };
const emptySide: SideScan = {
  look: () => Promise.resolve(folder),
  list: () => Promise.resolve(nothing),
};

function rssMb(): number {
  return toMb(process.memoryUsage.rss());
}

function toMb(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
