import { runElectronTests, runHostTests } from './host-tests.js';
import { runNodeTests } from './node-tests.js';
import { runServerTests } from './server-tests.js';
import type { Stage } from './stage.js';
import { bundle, check, compile } from './tools.js';

const second = 1000;
const minute = 60 * second;

const compileStage: Stage = { name: 'compile', run: compile };

interface PlannedStage extends Stage {
  /** Stages that have to run before. */
  readonly needs: readonly Stage[];
  readonly isExtra?: boolean;
}

/** The stages by name, in the order in which all of them run. */
const stages: readonly PlannedStage[] = [
  { name: 'check', run: check, needs: [] },
  { name: 'build', run: bundle, needs: [] },
  {
    name: 'unit',
    run: () => runNodeTests('unit', { fileMs: minute, folderMs: 3 * minute, atOnce: 2 }),
    needs: [compileStage],
  },
  {
    name: 'property',
    run: () => runNodeTests('property', { fileMs: 2 * minute, folderMs: 4 * minute, atOnce: 2 }),
    needs: [compileStage],
  },
  {
    name: 'server',
    run: () => runServerTests({ fileMs: 3 * minute, folderMs: 7 * minute, atOnce: 2 }),
    needs: [compileStage],
  },
  { name: 'host', run: () => runHostTests(12 * minute), needs: [] },
  // Downloads VS Code, so it runs only where it is asked for.
  { name: 'electron', run: () => runElectronTests(15 * minute), needs: [], isExtra: true },
];

/** The stages to run for the names given; stages that these need come first. */
export function chooseStages(names: readonly string[]): Stage[] {
  const unknown = names.find((name) => !stages.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    const known = stages.map((stage) => stage.name).join(', ');
    throw new Error(`There is no stage "${unknown}". The stages are: ${known}.`);
  }
  const all = names.length === 0;
  const wanted = stages.filter((stage) =>
    all ? stage.isExtra !== true : names.includes(stage.name),
  );
  const chosen: Stage[] = [];
  for (const stage of wanted) {
    for (const needed of stage.needs) {
      if (!isDone(needed, chosen)) chosen.push(needed);
    }
    chosen.push(stage);
  }
  return chosen;
}

/** `check` compiles as well. */
function isDone(needed: Stage, chosen: readonly Stage[]): boolean {
  const names = needed === compileStage ? ['compile', 'check'] : [needed.name];
  return chosen.some((stage) => names.includes(stage.name));
}
