// A scenario is data: a tree that both sides agree on, what is done to either side then, and what the
// plan, the trees, the journal and the kept versions must be. The same table runs in memory and on
// real servers.
import assert from 'node:assert/strict';
import { never } from '../../../src/base/abort.js';
import { type Journal } from '../../../src/sync/journal.js';
import { type Choices, defaultChoices, type Plan } from '../../../src/sync/plan.js';
import { type Direction, isDelete, type Resolution, stepId } from '../../../src/sync/step.js';
import { type Report } from '../../../src/sync/step-result.js';
import { type SyncPair, type SyncPairSettings } from '../../../src/sync/sync-pair.js';
import { type SyncRules } from '../../../src/sync/scan.js';
import { hashOf } from './memory-local.js';
import {
  type Edit,
  KeptTexts,
  openPair,
  plainTree,
  plant,
  type SyncWorld,
  type Tree,
} from './sync-world.js';

export interface Scenario {
  name: string;
  /** What both sides have agreed on; `undefined`: they have never been synced. */
  agreed?: Tree;
  local?: readonly Edit[];
  remote?: readonly Edit[];
  direction?: Direction;
  scope?: readonly string[];
  settings?: Partial<SyncPairSettings>;
  rules?: Partial<SyncRules>;
  /** "upload a.txt: changed-here", in the order of the plan. */
  plan: readonly string[];
  /** Edits between the plan and its carrying out. */
  meanwhileLocal?: readonly Edit[];
  meanwhileRemote?: readonly Edit[];
  /** Whether deletions are chosen too; they are not unless somebody does. */
  deletes?: boolean;
  resolutions?: Readonly<Record<string, Resolution>>;
  /** "conflict a.txt": what did not go as planned. */
  outcomes?: readonly string[];
  /** The tree on both sides, or each of them. */
  after: Tree | { local: Tree; remote: Tree };
  /** What the journal knows of files afterwards; the tree `after` unless said. */
  journal?: Tree;
  kept?: readonly string[];
}

/** Runs a scenario in a world that is fresh. */
export async function runScenario(scenario: Scenario, world: SyncWorld): Promise<void> {
  const kept = new KeptTexts();
  const { rules = {}, settings = {} } = scenario;
  const { pair, journal } = await openPair(world, { rules, settings, keep: kept.keep });
  if (scenario.agreed !== undefined) await agreeOn(scenario.agreed, world);
  makeEdits(world, scenario.local, scenario.remote);
  const plan = await planOf(scenario, pair);
  assert.deepEqual(planLines(plan), scenario.plan, 'the plan');
  makeEdits(world, scenario.meanwhileLocal, scenario.meanwhileRemote);
  const report = await carryOut(scenario, { pair, plan });
  assert.deepEqual(
    {
      outcomes: outcomeLines(report),
      ...treesOf(world),
      journal: await journalTree(journal, world),
      kept: kept.texts.sort(),
    },
    expectedOf(scenario, new Date(world.now()).toISOString().slice(0, 10)),
  );
}

function makeEdits(
  { local, remote }: SyncWorld,
  here: readonly Edit[] = [],
  there: readonly Edit[] = [],
): void {
  for (const edit of here) local.edit(edit);
  for (const edit of there) remote.edit(edit);
}

/** The tree comes to both sides, and into the journal, as a first sync brings it there. */
export async function agreeOn(tree: Tree, world: SyncWorld): Promise<void> {
  plant(world.local, tree);
  const { pair } = await openPair(world);
  const plan = await pair.plan({ direction: 'to-remote', scope: [''] }, never);
  const options = { onProgress: () => undefined };
  const report = await pair.carryOut({ plan, choices: defaultChoices(plan) }, options, never);
  assert.deepEqual(outcomeLines(report), [], 'the first sync');
}

function planOf({ direction = 'both', scope = [''] }: Scenario, pair: SyncPair): Promise<Plan> {
  return pair.plan({ direction, scope }, never);
}

function carryOut(
  { deletes = false, resolutions = {} }: Scenario,
  { pair, plan }: { pair: SyncPair; plan: Plan },
): Promise<Report> {
  const choices = {
    ...(deletes ? withDeletes(plan) : defaultChoices(plan)),
    resolutions: new Map(Object.entries(resolutions)),
    deletesConfirmed: true,
  };
  return pair.carryOut({ plan, choices }, { onProgress: () => undefined }, never);
}

/** What is carried out where somebody ticks the deletions too. */
export function withDeletes(plan: Plan): Choices {
  const usual = defaultChoices(plan);
  const deletions = plan.steps.filter(isDelete).map(stepId);
  return { ...usual, chosen: new Set([...usual.chosen, ...deletions]) };
}

/** The steps in short. */
export function planLines(plan: Plan): string[] {
  return plan.steps.map(({ kind, path, type, reason, makesRoom }) => {
    const room = makesRoom === true && reason !== 'makes-room' ? ' (makes room)' : '';
    return `${kind} ${path}${type === 'directory' ? '/' : ''}: ${reason}${room}`;
  });
}

/** What did not come to be done as it was chosen. */
export function outcomeLines({ results }: Report): string[] {
  return results.flatMap((result) => {
    const { outcome, step } = result;
    if (outcome === 'done') return [];
    const isExpected = outcome === 'skipped' && result.why !== 'not-empty';
    if (isExpected) return [];
    const more = outcome === 'failed' ? ` (${result.error.message})` : '';
    return [`${outcome} ${step.path}${more}`];
  });
}

function treesOf(world: SyncWorld): { local: Tree; remote: Tree } {
  return { local: plainTree(world.local.tree()), remote: plainTree(world.remote.tree()) };
}

interface Trees {
  local: Tree;
  remote: Tree;
}

/** A file may be called "local" too, but it is text. */
function isEach(value: Scenario['after']): value is Trees {
  return typeof (value as Partial<Trees>).local === 'object' && 'remote' in value;
}

function expectedOf(
  { outcomes = [], after: told, journal, kept = [] }: Scenario,
  day: string,
): unknown {
  const after = JSON.parse(JSON.stringify(told).replaceAll('DAY', day)) as Scenario['after'];
  const trees: Trees = isEach(after) ? after : { local: after, remote: after };
  const known = journal ?? trees.local;
  const files = Object.entries(known).filter(([, text]) => text !== null);
  return {
    outcomes: [...outcomes],
    local: trees.local,
    remote: trees.remote,
    journal: Object.fromEntries(files.map(([path, text]) => [path, hashOf(text ?? '')])),
    kept: [...kept].sort(),
  };
}

/** The files that the journal knows, with the hash of their content. */
async function journalTree(journal: Journal, world: SyncWorld): Promise<Record<string, string>> {
  await journal.refresh(never);
  assert.deepEqual(journal.intents, [], 'nothing is left begun');
  const found: [string, string][] = [];
  const visit = (folder: string): void => {
    for (const { path, type, hash = '' } of journal.children(folder)) {
      if (type === 'directory') visit(path);
      else found.push([path, hash]);
    }
  };
  visit('');
  assert.equal(journal.count, found.length, `the count of ${world.remoteRoot}`);
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
