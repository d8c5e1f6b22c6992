import { check } from './check.js';
import { stay } from './stay.js';
import { openTarget } from './target.js';
import { parseWishes, usage } from './wishes.js';

/** What `npm start` does. Resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const wishes = readWishes(args);
  if (typeof wishes === 'number') return wishes;
  const target = await openTarget(wishes);
  try {
    return await (wishes.isCheck ? check(target) : stay(target));
  } finally {
    await target.stop();
  }
}

function readWishes(
  args: readonly string[],
): Exclude<ReturnType<typeof parseWishes>, 'help'> | number {
  try {
    const wishes = parseWishes(args);
    if (wishes !== 'help') return wishes;
    console.log(usage);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(usage);
    return 2;
  }
}
