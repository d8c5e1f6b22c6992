// Takes one sample of a library in a process of its own, so that time and memory are its own too.
import fs from 'node:fs';
import { isSyncCell } from './cells.js';
import { openBasicFtp } from './subjects/basic-ftp.js';
import { openOurs } from './subjects/ours.js';
import { type Remote } from './subjects/remote.js';
import { type Sample, type Task } from './task.js';
import { prepareSync } from './subjects/our-sync.js';
import { type Check, warmUp, workloads } from './workloads.js';

/** From the worker to the one who started it. A mark is answered, and the wire is read at it. */
export type WorkerMessage =
  { kind: 'mark' } | { kind: 'sample'; sample: Sample } | { kind: 'failed'; message: string };

export async function work(text: string): Promise<number> {
  const task = JSON.parse(text) as Task;
  try {
    await tell({ kind: 'sample', sample: await takeSample(task) });
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await tell({ kind: 'failed', message });
    return 1;
  }
}

/** The work to be measured. */
export interface Prepared {
  run(): Promise<Check>;
  close(): Promise<void>;
}

async function prepare(task: Task): Promise<Prepared> {
  const { cell } = task;
  if (isSyncCell(cell)) return prepareSync(task);
  const open = task.subject === 'basic-ftp' ? openBasicFtp : openOurs;
  let remote: Remote | undefined;
  if (cell !== 'cold') {
    remote = await open(task);
    await warmUp(remote, task);
  }
  return {
    run: async () => workloads[cell]((remote ??= await open(task)), task),
    close: async () => {
      await remote?.close();
    },
  };
}

async function takeSample(task: Task): Promise<Sample> {
  const work = await prepare(task);
  await mark();
  forgetPeak();
  const before = { cpu: process.cpuUsage(), rss: process.memoryUsage.rss() };
  const start = performance.now();
  const check = await work.run();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before.cpu);
  const peak = peakBytes();
  await mark();
  check();
  await work.close();
  const toMb = (bytes: number): number => bytes / 1024 / 1024;
  const memory = { peakMb: toMb(peak), grownMb: toMb(Math.max(0, peak - before.rss)) };
  return { ms, cpuMs: (user + system) / 1000, ...memory };
}

/** From here on the kernel looks for the highest memory anew. */
function forgetPeak(): void {
  fs.writeFileSync('/proc/self/clear_refs', '5');
}

/** Of this program alone: what getrusage says may be the parent's, from before the exec. */
function peakBytes(): number {
  const status = fs.readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** Waits until the wire has been read. */
async function mark(): Promise<void> {
  const answered = new Promise((resolve) => process.once('message', resolve));
  await tell({ kind: 'mark' });
  await answered;
}

function tell(message: WorkerMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
