// Runs test files with Node's test runner, shows what failed, and tells its parent the counts.
import path from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { projectFolder } from '../project.js';
import { emptyOutcome, tellProgress } from './stage.js';

/** The part of a test event that we read; a file is reported as a test with the file's own path. */
interface TestEvent {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string | undefined;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: {
    readonly type?: string | undefined;
    readonly duration_ms: number;
    readonly error?: TestFailure | undefined;
  };
}

interface TestFailure extends Error {
  readonly failureType?: string;
}

const [fileMs, atOnce, ...files] = process.argv.slice(2);
const outcome = emptyOutcome();
/** Suites around the test that is reported next, outermost first, per file. */
const around = new Map<string, string[]>();

const events = run({ files, concurrency: Number(atOnce), timeout: Number(fileMs) });
events.on('test:start', (event: { name: string; nesting: number; file?: string | undefined }) => {
  const path = around.get(event.file ?? '') ?? [];
  around.set(event.file ?? '', [...path.slice(0, event.nesting), event.name]);
});
events.on('test:pass', (event: TestEvent) => {
  if (isSuite(event) || isFile(event)) return;
  if (event.skip === undefined && event.todo === undefined) outcome.passed += 1;
  else reportFailure(event, 'a test that is skipped proves nothing');
  tellProgress(outcome, false);
});
events.on('test:fail', (event: TestEvent) => {
  const { error } = event.details;
  if (isSuite(event) && error?.failureType === 'subtestsFailed') return;
  reportFailure(event, describe(error));
  tellProgress(outcome, false);
});
for (const stream of ['test:stdout', 'test:stderr'] as const) {
  events.on(stream, (event: { message: string }) => {
    process.stdout.write(event.message);
  });
}
// Who listens on and on to something that lives long never stops: nothing but this warning shows it.
events.on('test:stderr', ({ file, message }: { file: string; message: string }) => {
  if (!message.includes('MaxListenersExceededWarning')) return;
  outcome.failed += 1;
  console.log(`  FAILED ${nameOf(file)}\n    listeners were added and not taken away\n`);
});
events.on('end', () => {
  tellProgress(outcome, true);
  process.disconnect();
});
events.resume();

function isSuite(event: TestEvent): boolean {
  return event.details.type === 'suite';
}

function isFile(event: TestEvent): boolean {
  return event.nesting === 0 && path.isAbsolute(event.name);
}

function reportFailure(event: TestEvent, reason: string): void {
  outcome.failed += 1;
  const names = isFile(event) ? [] : pathOf(event);
  const title = [nameOf(event.file ?? event.name), ...names].join(' › ');
  console.log(`  FAILED ${title}\n${indent(reason)}\n`);
}

/** The source of a compiled file, as people call it. */
function nameOf(file: string): string {
  return path
    .relative(projectFolder, file)
    .replace(/^out\//, '')
    .replace(/\.js$/, '.ts');
}

function pathOf(event: TestEvent): string[] {
  const names = around.get(event.file ?? '') ?? [];
  return [...names.slice(0, event.nesting), event.name];
}

function describe(error: TestFailure | undefined): string {
  const cause = error?.cause ?? error;
  if (typeof cause === 'string') return cause;
  if (cause instanceof Error) return withoutRunner(cause.stack ?? cause.message);
  return inspect(cause);
}

/** A stack without the lines that Node's own test runner adds. */
function withoutRunner(stack: string): string {
  const lines = stack.split('\n');
  return lines.filter((line) => !/^\s+at .*\(?(node:internal|<anonymous>\))/.test(line)).join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}
