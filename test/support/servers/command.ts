import { runGroup } from '../process-group.js';

/** A program that we asked for something said no. */
class CommandError extends Error {}

interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly limitMs?: number;
}

/** What a command prints. Throws a sentence with its last words unless it succeeds. */
export async function outputOf(
  command: readonly [string, ...string[]],
  options: CommandOptions = {},
): Promise<string> {
  const [program, ...args] = command;
  const ending = await runGroup(program, args, {
    limitMs: options.limitMs ?? 60_000,
    output: 'capture',
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: { ...process.env, LC_ALL: 'C', ...options.env },
  }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${program} could not be started (${reason})`);
  });
  if (ending.code === 0) return ending.output;
  const said = ending.timedOut ? 'took too long' : lastWords(ending.output);
  throw new CommandError(`${program} ${args[0] ?? ''}: ${said}`);
}

function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => line.startsWith('E:')) ?? lines.at(-1) ?? 'failed').trim();
}
