// A plan as people look at it: by folder as the trees are, or by what is to be done.
import { type Step, stepId, type StepKind } from './step.js';

export type Grouping = 'folder' | 'kind';

export type PlanNode = FolderNode | GroupNode | StepNode;

/** A folder with steps below it; the step that makes or deletes it is its own. */
export interface FolderNode {
  kind: 'folder';
  id: string;
  /** What is shown: folders with nothing else in them stand in one row. */
  label: string;
  path: string;
  step?: Step;
  children: readonly PlanNode[];
}

/** All steps of one kind. */
export interface GroupNode {
  kind: 'group';
  id: string;
  group: StepKind;
  children: readonly StepNode[];
}

export interface StepNode {
  kind: 'step';
  id: string;
  label: string;
  step: Step;
}

/** What needs a look comes first. */
const groupOrder: readonly StepKind[] = [
  'conflict',
  'blocked',
  'delete-remote',
  'delete-local',
  'upload',
  'download',
  'make-folder-remote',
  'make-folder-local',
  'skip',
];

/** The rows of a plan, as a tree. */
export function planTree(steps: readonly Step[], grouping: Grouping): readonly PlanNode[] {
  return grouping === 'kind' ? groupsOf(steps) : treeOf(steps);
}

/** The steps of a row and of all below it. */
export function stepsOf(node: PlanNode): readonly Step[] {
  if (node.kind === 'step') return [node.step];
  const below = node.children.flatMap(stepsOf);
  return node.kind === 'folder' && node.step !== undefined ? [node.step, ...below] : below;
}

function groupsOf(steps: readonly Step[]): GroupNode[] {
  return groupOrder
    .map((group): GroupNode => {
      const children = steps
        .filter(({ kind }) => kind === group)
        .map((step): StepNode => ({ kind: 'step', id: stepId(step), label: step.path, step }))
        .sort((a, b) => byText(a.label, b.label));
      return { kind: 'group', id: `group ${group}`, group, children };
    })
    .filter(({ children }) => children.length > 0);
}

interface Branch {
  name: string;
  path: string;
  branches: Map<string, Branch>;
  steps: Step[];
}

function treeOf(steps: readonly Step[]): readonly PlanNode[] {
  const top = newBranch('', '');
  for (const step of steps) place(step, top);
  return nodesOf(top);
}

function newBranch(name: string, path: string): Branch {
  return { name, path, branches: new Map(), steps: [] };
}

function place(step: Step, top: Branch): void {
  let branch = top;
  for (const name of step.path === '' ? [] : step.path.split('/')) {
    const path = branch.path === '' ? name : `${branch.path}/${name}`;
    const inner = branch.branches.get(name) ?? newBranch(name, path);
    branch.branches.set(name, inner);
    branch = inner;
  }
  branch.steps.push(step);
}

function nodesOf(branch: Branch): readonly PlanNode[] {
  const nodes = [...branch.branches.values()].flatMap(nodesAt);
  const own = branch.path === '' ? branch.steps.map((step) => leaf(step, '.')) : [];
  return [...own, ...nodes.sort(byKindAndLabel)];
}

/** A path may have two steps: what makes room, and what comes there. */
function nodesAt(branch: Branch): PlanNode[] {
  const [own, ...others] = branch.steps;
  if (branch.branches.size === 0) return branch.steps.map((step) => leaf(step, branch.name));
  const children = [...others.map((step) => leaf(step, branch.name)), ...nodesOf(branch)];
  const [only] = children;
  if (own === undefined && children.length === 1 && only?.kind === 'folder') {
    return [{ ...only, label: `${branch.name}/${only.label}` }];
  }
  const { name: label, path } = branch;
  const step = own === undefined ? {} : { step: own };
  return [{ kind: 'folder', id: `folder ${path}`, label, path, ...step, children }];
}

function leaf(step: Step, label: string): StepNode {
  return { kind: 'step', id: stepId(step), label, step };
}

function byKindAndLabel(a: PlanNode, b: PlanNode): number {
  const isFolder = (node: PlanNode): number => (node.kind === 'folder' ? 0 : 1);
  return isFolder(a) - isFolder(b) || byText(labelOf(a), labelOf(b));
}

function labelOf(node: PlanNode): string {
  return node.kind === 'group' ? node.group : node.label;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
