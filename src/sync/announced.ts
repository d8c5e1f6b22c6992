import { type Intent } from './journal-records.js';
import { type StepContext } from './step-context.js';
import { isLost } from './step-result.js';

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
    if (error instanceof Error && !isLost(error) && !signal.aborted) await journal.drop(id, signal);
    throw error;
  }
}
