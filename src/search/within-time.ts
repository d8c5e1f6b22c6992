// A regular expression can take for ever on a short line, and nothing in JavaScript stops it from
// outside but the time limit of a script: that ends whatever the script has called.
import vm from 'node:vm';

type Outcome<T> = { isInTime: true; value: T } | { isInTime: false };

const sandbox: { work: () => void } = { work: () => undefined };
const script = new vm.Script('work()');
let context: vm.Context | undefined;

/** Runs `work`, which must not wait; gives it up after `ms`. */
export function withinTime<T>(work: () => T, ms: number): Outcome<T> {
  context ??= vm.createContext(sandbox);
  let outcome: Outcome<T> = { isInTime: false };
  sandbox.work = () => {
    outcome = { isInTime: true, value: work() };
  };
  try {
    script.runInContext(context, { timeout: ms });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  }
  return outcome;
}

/** The error comes from the other context, so it is no Error of ours. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
