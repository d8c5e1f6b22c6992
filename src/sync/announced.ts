import { never } from '../base/abort.js';
import { type Intent } from './journal-records.js';
import { type StepContext } from './step-context.js';
import { isLost } from './step-result.js';

/** All was over before the change had its turn: it was not made. */
export class NotBegunError extends Error {}

/**
 * Makes a change that the journal knows of before and after. `work` agrees or forgets with the
 * intent's id when it is confirmed. What was refused was not made; how a lost change ended, nobody
 * knows until both sides are looked at again.
 */
export async function announced<T>(
  intent: Omit<Intent, 'id'>,
  { journal, signal }: StepContext,
  work: (id: string) => Promise<T>,
): Promise<T> {
  const id = await journal.begin(intent, signal);
  try {
    return await work(id);
  } catch (error) {
    // Also where the caller wants no more: it is known that nothing was done.
    if (error instanceof NotBegunError) await journal.drop(id, never);
    else if (error instanceof Error && !isLost(error) && !signal.aborted)
      await journal.drop(id, signal);
    throw error;
  } finally {
    journal.left(id);
  }
}
