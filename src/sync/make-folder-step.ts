import { isRemoteError } from '../base/remote-error.js';
import { type Agreement, type Side, type SideState } from './facts.js';
import { type StepContext } from './step-context.js';
import { StaleError } from './step-result.js';

/** Makes a folder on `side` that the other side has, if it still has it. */
export async function makeFolder(
  { side, path }: { side: Side; path: string },
  context: StepContext,
): Promise<void> {
  const { local, remote, journal, signal } = context;
  if (side === 'local') await stepAside(() => local.makeFolder(path, signal), side);
  // What the server says that it has made is there: a look would be a listing on many of them.
  const isMade = side === 'remote' && (await remote.makeFolder(remote.at(path), signal));
  const [here, there] = await Promise.all([
    local.look(path, signal),
    isMade ? made : remote.look(path, signal),
  ]);
  if (here?.type !== 'directory') throw new StaleError('local');
  if (there?.type !== 'directory') throw new StaleError('remote');
  // The top folder is agreed on by itself.
  if (path === '') return;
  const type = 'directory';
  const agreement: Agreement = { path, type, local: { type }, remote: { type }, at: context.now() };
  await journal.agree([agreement], undefined, signal);
}

const made: SideState = { type: 'directory' };

/** A file that stands in the way was not there when the plan was made, or was not to go. */
async function stepAside(work: () => Promise<void>, side: Side): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isRemoteError(error, 'exists')) throw new StaleError(side);
    throw error;
  }
}
