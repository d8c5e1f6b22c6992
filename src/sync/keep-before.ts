import { isSameLocal, isSameRemote } from './facts.js';
import { type StepContext, type Version } from './step-context.js';
import { isLost, StaleError } from './step-result.js';

/** Keeps what is about to be replaced or removed; where it is not there any more, the plan is stale. */
export async function keepBefore(version: Version, context: StepContext): Promise<void> {
  try {
    await context.keep(version, context.signal);
  } catch (error) {
    if (!isLost(error) && (await isOther(version, context))) throw new StaleError(version.side);
    throw error;
  }
}

async function isOther(
  { side, path, before }: Version,
  { local, remote, signal }: StepContext,
): Promise<boolean> {
  if (before === 'nothing') return false;
  const now = await (side === 'local' ? local.look(path, signal) : remote.look(path, signal));
  const isSame = side === 'local' ? isSameLocal : isSameRemote;
  return now === undefined || !isSame(before.state, now);
}
