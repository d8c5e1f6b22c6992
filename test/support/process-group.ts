import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { projectFolder } from './project.js';

/** What came of a command. */
export interface Ending {
  readonly code: number | null;
  readonly timedOut: boolean;
  readonly output: string;
}

export interface GroupOptions {
  readonly limitMs: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** `show` lets the command write to our terminal; `capture` keeps what it says. */
  readonly output: 'show' | 'capture';
  readonly onMessage?: (message: unknown) => void;
}

/** Process groups that we started; none of them outlives us. */
const groups = new Set<number>();
let isHooked = false;

/** Makes sure that the process group `pid` ends when this process does, however it ends. */
export function guardGroup(pid: number): void {
  groups.add(pid);
  if (isHooked) return;
  isHooked = true;
  // Before anybody else clears away what the groups still write to.
  process.prependListener('exit', () => {
    for (const group of groups) killGroup(group, 'SIGKILL');
  });
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      process.exit(code);
    });
  }
}

/** Sends a signal to a whole process group; false where nothing of it is left. */
export function killGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false; // ESRCH: it has ended already
  }
}

/** Ends a process group for good and forgets it. */
export function endGroup(pid: number): void {
  killGroup(pid, 'SIGKILL');
  groups.delete(pid);
}

/** Says whether a process is there, of whomever it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs a command in a process group of its own. Nothing of the group is left when this resolves. */
export async function runGroup(
  command: string,
  args: readonly string[],
  options: GroupOptions,
): Promise<Ending> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? projectFolder,
    env: options.env ?? process.env,
    detached: true,
    stdio: stdioOf(options),
  });
  const { pid } = child;
  if (pid !== undefined) guardGroup(pid);
  const output = collectOutput(child);
  if (options.onMessage !== undefined) child.on('message', options.onMessage);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (pid !== undefined) killGroup(pid, 'SIGKILL');
  }, options.limitMs);
  try {
    const code = await exitOf(child);
    if (pid !== undefined) endGroup(pid);
    await output.closed;
    return { code, timedOut, output: output.text() };
  } finally {
    clearTimeout(timer);
  }
}

function stdioOf(options: GroupOptions): StdioOptions {
  const stream = options.output === 'show' ? 'inherit' : 'pipe';
  const streams: ('ignore' | 'inherit' | 'pipe' | 'ipc')[] = ['ignore', stream, stream];
  if (options.onMessage !== undefined) streams.push('ipc');
  return streams;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code);
    });
  });
}

function collectOutput(child: ChildProcess): { text: () => string; closed: Promise<void> } {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  return { text: () => text, closed };
}
