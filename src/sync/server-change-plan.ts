import { type SideState } from './facts.js';
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
  {
    changes,
    agreedFiles,
    locals,
  }: {
    changes: readonly ServerChange[];
    agreedFiles: number;
    /** What stands here at the paths of the changes: it stays, and is what the user has seen. */
    locals: ReadonlyMap<string, SideState>;
  },
): Plan {
  const steps = removableBelow(path, changes).map((change) =>
    removalStep(change, locals.get(change.path)),
  );
  return { direction: 'to-remote', scope: [path], steps, unchanged: 0, agreedFiles };
}

/** The changes at `path` and below it that can be taken away. */
export function removableBelow(path: string, changes: readonly ServerChange[]): ServerChange[] {
  return changes.filter((change) => isBelow(change.path, path) && isRemovable(change));
}

/** Whether a change has left something on the server that can be deleted there. */
function isRemovable({ kind, type }: ServerChange): boolean {
  return (kind === 'added' || kind === 'changed') && (type === 'file' || type === 'directory');
}

function removalStep({ kind, path, type, now }: ServerChange, local: SideState | undefined): Step {
  return {
    kind: 'delete-remote',
    path,
    type: type === 'directory' ? 'directory' : 'file',
    reason: kind === 'added' ? 'only-there' : 'changed-there',
    ...(local !== undefined && { local }),
    ...(now !== undefined && { remote: now }),
  };
}
