import { type Plan, totalsOf } from './plan.js';
import { bytesOf, reasonText, type Step, type StepKind } from './step.js';

const headings: Readonly<Record<StepKind, string>> = {
  upload: 'Upload',
  download: 'Download',
  'make-folder-remote': 'Make folder on the server',
  'make-folder-local': 'Make folder here',
  'delete-remote': 'Delete on the server',
  'delete-local': 'Delete here',
  conflict: 'Conflict',
  blocked: 'Blocked',
  skip: 'Skipped',
  agree: 'Alike',
  forget: 'Gone',
};

const directions = {
  'to-remote': 'to the server',
  'to-local': 'from the server',
  both: 'both ways',
} as const;

/** The plan as text for people, to be read and kept. */
export function planToText(plan: Plan): string {
  const scope = plan.scope.map((path) => (path === '' ? 'everything' : path)).join(', ');
  const lines = [`Sync ${directions[plan.direction]}: ${scope}`, '', ...totalLines(plan)];
  for (const kind of Object.keys(headings) as StepKind[]) {
    const steps = plan.steps.filter((step) => step.kind === kind);
    if (steps.length === 0) continue;
    lines.push('', `${headings[kind]} (${String(steps.length)})`);
    for (const step of steps) lines.push(lineOf(step));
  }
  return `${lines.join('\n')}\n`;
}

function totalLines(plan: Plan): string[] {
  const totals = totalsOf(plan);
  const told: [string, number, number?][] = [
    ['to upload', totals.upload, totals.uploadBytes],
    ['to download', totals.download, totals.downloadBytes],
    ['to delete on the server', totals.deleteRemote],
    ['to delete here', totals.deleteLocal],
    ['folders to make', totals.makeFolders],
    ['conflicts', totals.conflicts],
    ['skipped', totals.skipped],
    ['blocked', totals.blocked],
    ['unchanged', totals.unchanged],
  ];
  return told
    .filter(([, count]) => count > 0)
    .map(([what, count, bytes]) => {
      const size = bytes === undefined ? '' : `, ${String(bytes)} bytes`;
      return `${String(count)} ${what}${size}`;
    });
}

function lineOf(step: Step): string {
  const name = step.type === 'directory' ? `${step.path}/` : step.path;
  const bytes = bytesOf(step);
  const size = bytes === 0 ? '' : ` [${String(bytes)} bytes]`;
  return `  ${name}${size}: ${reasonText(step)}`;
}
