import { runGroup } from '../process-group.js';
import { inProject } from '../project.js';
import { addOutcome, emptyOutcome, type Outcome, singleOutcome } from './stage.js';
import { dropStaleOutput } from './stale-output.js';
import { weightProblems } from './start-weight.js';

interface Tool {
  readonly name: string;
  readonly command: readonly string[];
}

const compiler: Tool = { name: 'tsc', command: ['node_modules/typescript/bin/tsc', '--pretty'] };
const linters: readonly Tool[] = [
  { name: 'eslint', command: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'] },
  {
    name: 'prettier',
    command: ['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'],
  },
  { name: 'knip', command: ['node_modules/knip/bin/knip.js', '--no-progress'] },
];
const limitMs = 5 * 60_000;

/** Compiles to out/, of which the tests are run. */
export function compile(): Promise<Outcome> {
  dropStaleOutput();
  return runTool(compiler);
}

/** Compiles, lints, checks the formatting and looks for what nobody uses. */
export async function check(): Promise<Outcome> {
  const total = emptyOutcome();
  // eslint takes as long as the others together.
  const [eslint, ...others] = linters;
  const inTurn = async (): Promise<void> => {
    addOutcome(total, await compile());
    for (const tool of others) addOutcome(total, await runTool(tool));
  };
  const beside = async (): Promise<void> => {
    if (eslint !== undefined) addOutcome(total, await runTool(eslint));
  };
  await Promise.all([inTurn(), beside()]);
  return total;
}

/** Bundles the extension and the engine, and sees that what VS Code reads at the start is small. */
export async function bundle(): Promise<Outcome> {
  const total = await runCommand('bundle', 'npm', ['run', '--silent', 'build']);
  if (total.failed === 0) addOutcome(total, checkWeight());
  return total;
}

function checkWeight(): Outcome {
  const problems = weightProblems();
  for (const problem of problems) console.log(`  FAILED ${problem}`);
  return singleOutcome(problems.length === 0);
}

function runTool(tool: Tool): Promise<Outcome> {
  const [script = '', ...args] = tool.command;
  return runCommand(tool.name, process.execPath, [inProject(script), ...args]);
}

async function runCommand(name: string, command: string, args: string[]): Promise<Outcome> {
  const started = performance.now();
  const ending = await runGroup(command, args, { limitMs, output: 'capture' });
  const isPassed = ending.code === 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const verdict = ending.timedOut ? `did not end within ${String(limitMs / 1000)} s` : 'failed';
  console.log(`  ${name} ${isPassed ? 'passed' : verdict} (${seconds} s)`);
  if (!isPassed) console.log(ending.output.trimEnd());
  return singleOutcome(isPassed);
}
