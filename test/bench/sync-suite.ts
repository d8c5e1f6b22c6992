// The suite "sync": what a plan of a million files takes, each in a process of its own.
import { spawnSync } from 'node:child_process';
import { ownFile } from './measure.js';
import { type PlanFigures, planMany } from './plan-million.js';

const role = 'plan-million';
const files = 1_000_000;

/** Measures and prints. Returns the exit code. */
export function syncSuite(): number {
  console.log(`Planning ${files.toLocaleString('en')} files in folders of a hundred:`);
  const codes = ['new', 'known'].map((kind) => {
    const code = `const tool = await import(process.argv[1]); process.exit(await tool.main(process.argv.slice(2)));`;
    const args = ['--expose-gc', '--input-type=module', '-e', code, ownFile, role, kind];
    return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
  });
  return Math.max(...codes);
}

/** The part of a process of its own, if the arguments are for it. */
export async function planIfAsked([name, kind]: readonly string[]): Promise<number | undefined> {
  if (name !== role) return undefined;
  console.log(toLine(kind ?? '', await planMany(files, kind === 'known')));
  return 0;
}

function toLine(kind: string, { steps, seconds, peakMb, startMb }: PlanFigures): string {
  const what = kind === 'known' ? 'unchanged' : 'all new here';
  const journal = kind === 'known' ? ' (the journal in it)' : '';
  return (
    `  ${what}: ${String(steps)} steps in ${seconds.toFixed(1)} s, ` +
    `${String(peakMb)} MB at the most, ${String(startMb)} MB before${journal}`
  );
}
