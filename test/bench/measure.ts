// Takes samples: of a library through a worker, of a program as a whole process.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endGroup, guardGroup, runGroup } from '../support/process-group.js';
import { type Counters, type Link } from './network/network.js';
import { type Program } from './subjects/program.js';
import { type Sample, type Task } from './task.js';
import { type WorkerMessage } from './worker.js';

/** This very tool. */
export const ownFile = fileURLToPath(import.meta.url);

/** What runs the tool in `file` with the arguments that follow. */
export function toolCommand(file: string): readonly [string, ...string[]] {
  const code =
    'const tool = await import(process.argv[1]); process.exit(await tool.main(process.argv.slice(2)));';
  return [process.execPath, '--input-type=module', '-e', code, file];
}

/** No sample takes longer. */
const limitMs = 600_000;

/** One sample of a library: the work alone, in a process of its own. */
export async function sampleLibrary(task: Task, link: Link): Promise<Sample> {
  const command = [...link.enter, ...toolCommand(ownFile), 'worker', JSON.stringify(task)];
  const worker = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    detached: true,
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const { pid } = worker;
  if (pid !== undefined) guardGroup(pid);
  try {
    return await listenTo(worker, link);
  } finally {
    if (pid !== undefined) endGroup(pid);
  }
}

async function listenTo(worker: ChildProcess, link: Link): Promise<Sample> {
  const marks: (Counters | undefined)[] = [];
  let said = '';
  worker.stderr?.on('data', (part: Buffer) => (said += part.toString()));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('took too long'));
    }, limitMs);
    const readWire = async (): Promise<void> => {
      marks.push(await link.counters());
      worker.send('go on');
    };
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'mark') readWire().catch(reject);
      else if (message.kind === 'failed') reject(new Error(message.message));
      else resolve({ ...message.sample, ...wireBetween(marks[0], marks[1]) });
    });
    worker.once('error', reject);
    worker.once('close', (code) => {
      clearTimeout(timer);
      reject(new Error(`the worker ended with ${String(code)} ${said.trim()}`));
    });
  });
}

function wireBetween(before?: Counters, after?: Counters): Pick<Sample, 'rounds' | 'packets'> {
  if (before === undefined || after === undefined) return {};
  return { rounds: after.rounds - before.rounds, packets: after.packets - before.packets };
}

/** One sample of a program: all of its processes, from start to end. */
export async function sampleProgram(program: Program, task: Task, link: Link): Promise<Sample> {
  let total: Sample = { ms: 0, cpuMs: 0 };
  const before = await link.counters();
  for (const args of program.commands(task)) {
    const { ms, cpuMs } = await timed([...program.command, ...args], {
      link,
      folder: task.local,
      env: program.env,
    });
    total = { ms: total.ms + ms, cpuMs: total.cpuMs + cpuMs };
  }
  return { ...total, ...wireBetween(before, await link.counters()) };
}

/** Bash knows the time and the processor time of a child, and every Debian has it. */
const timing = `TIMEFORMAT='%R %U %S'; { time "$@" >>output.txt 2>>errors.txt; } 2>times.txt`;

interface Start {
  readonly link: Link;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

async function timed(command: readonly string[], { link, folder, env }: Start): Promise<Sample> {
  // A program must not outlive the shell that is killed with us.
  const guarded = ['setpriv', '--pdeathsig', 'KILL', ...command];
  const args = ['--pdeathsig', 'KILL', ...link.enter, 'bash', '-c', timing, 'bash', ...guarded];
  const ending = await runGroup('setpriv', args, {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C.UTF-8', HOME: folder, ...env },
    limitMs,
    output: 'capture',
  });
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');
  if (ending.timedOut) throw new Error('took too long');
  if (ending.code !== 0) {
    throw new Error(`ended with ${String(ending.code)}: ${read('errors.txt').trim().slice(-300)}`);
  }
  const [seconds = 0, user = 0, system = 0] = read('times.txt').trim().split(' ').map(Number);
  return { ms: seconds * 1000, cpuMs: (user + system) * 1000 };
}
