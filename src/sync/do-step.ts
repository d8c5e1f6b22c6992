import { download } from './download-step.js';
import { type Side } from './facts.js';
import { makeFolder } from './make-folder-step.js';
import { deleteFolder, deleteLocal, deleteRemote } from './remove-step.js';
import { jobOf, resolve } from './resolve-step.js';
import { type Resolution, type Step, type StepKind } from './step.js';
import { type StepContext } from './step-context.js';
import { type StepOutcome } from './step-result.js';
import { upload } from './upload-step.js';

interface Doing {
  step: Step;
  /** How a conflict ends. */
  resolution: Resolution | undefined;
  context: StepContext;
}

type Doer = (doing: Doing) => Promise<StepOutcome>;

const nothing: Doer = () => Promise.resolve({ outcome: 'skipped', why: 'nothing-to-do' });

const doers: Readonly<Record<StepKind, Doer>> = {
  upload: async ({ step, context }) => done(await upload(jobOf(step), context)),
  download: async ({ step, context }) => done(await download(jobOf(step), context)),
  'delete-remote': (doing) => remove('remote', doing),
  'delete-local': (doing) => remove('local', doing),
  'make-folder-remote': (doing) => make('remote', doing),
  'make-folder-local': (doing) => make('local', doing),
  conflict: ({ step, resolution, context }) => resolve(step, resolution, context),
  skip: nothing,
  blocked: nothing,
  agree: nothing,
  forget: nothing,
};

/** Carries out one step; throws a StaleError where a side is not what the plan saw. */
export function doStep(doing: Doing): Promise<StepOutcome> {
  return doers[doing.step.kind](doing);
}

async function remove(side: Side, { step, context }: Doing): Promise<StepOutcome> {
  const { path, type } = step;
  if (type === 'directory') return deleteFolder({ side, path }, context);
  await (side === 'local' ? deleteLocal : deleteRemote)(jobOf(step), context);
  return done(0);
}

async function make(side: Side, { step: { path }, context }: Doing): Promise<StepOutcome> {
  await makeFolder({ side, path }, context);
  return done(0);
}

function done(bytes: number): StepOutcome {
  return { outcome: 'done', bytes };
}
