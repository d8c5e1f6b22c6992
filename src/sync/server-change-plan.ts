import { type Plan } from './plan.js';
import { isBelow } from './scan.js';
import { type ServerChange } from './server-changes.js';
import { type Step } from './step.js';

/**
 * The plan that removes from the server what others have put there, at `path` and below it. Nothing of
 * it is chosen before the user has looked.
 */
export function removalPlan(
  path: string,
  { changes, agreedFiles }: { changes: readonly ServerChange[]; agreedFiles: number },
): Plan {
  const steps = changes
    .filter((change) => isBelow(change.path, path) && isRemovable(change))
    .map(removalStep);
  return { direction: 'to-remote', scope: [path], steps, unchanged: 0, agreedFiles };
}

/** Whether a change has left something on the server that can be deleted there. */
function isRemovable({ kind, type }: ServerChange): boolean {
  return (kind === 'added' || kind === 'changed') && (type === 'file' || type === 'directory');
}

function removalStep({ kind, path, type, now }: ServerChange): Step {
  return {
    kind: 'delete-remote',
    path,
    type: type === 'directory' ? 'directory' : 'file',
    reason: kind === 'added' ? 'only-there' : 'changed-there',
    ...(now !== undefined && { remote: now }),
  };
}
