import { isRemoteError } from '../base/remote-error.js';
import { announced } from './announced.js';
import { isSameRemote, type SideState } from './facts.js';
import { keepBefore } from './keep-before.js';
import { type StagedFile } from './local-files.js';
import { remembered } from './remembered.js';
import { type NewContent, type StepContext, type Version } from './step-context.js';
import { StaleError } from './step-result.js';
import { type FileJob } from './file-job.js';

/** Brings a remote file here, if both sides still are what was seen; the answer is its size. */
export async function download(job: FileJob, context: StepContext): Promise<number> {
  const { path } = job;
  const { local, remote, bases, signal } = context;
  const stream = counted(remote.stream(path, signal), context);
  const { content, whole } = remembered(stream, bases.fileBytes);
  const staged = await local.stage(path, content, signal);
  try {
    const now = await remote.look(path, signal);
    const seen = job.remote;
    if (now?.type !== 'file' || seen === undefined || !isSameRemote(seen, now)) {
      throw new StaleError('remote');
    }
    if (now.size !== undefined && now.size !== staged.size) throw new StaleError('remote');
    await takeOver(job, { staged, remote: now }, context);
    const base = whole();
    if (base !== undefined) bases.add(base, staged.hash);
    return staged.size;
  } finally {
    await staged.discard();
  }
}

/** The content is whole and waits beside its place. */
async function takeOver(
  job: FileJob,
  { staged, remote }: { staged: StagedFile; remote: SideState },
  context: StepContext,
): Promise<void> {
  const { path } = job;
  const { journal, signal } = context;
  const { hash } = staged;
  await keepBefore(localVersion(job, context, staged), context);
  await announced({ kind: 'download', path, hash }, context, async (intent) => {
    const at = context.now();
    const local = await commit(job, { staged, remote }, signal);
    await journal.agree([{ path, type: 'file', hash, local, remote, at }], intent, signal);
  });
}

async function commit(
  { local: expected }: FileJob,
  { staged, remote }: { staged: StagedFile; remote: SideState },
  signal: AbortSignal,
): Promise<SideState> {
  const modified = remote.modifiedExact === true ? remote.modified : undefined;
  try {
    return await staged.commit({ expected, modified }, signal);
  } catch (error) {
    if (isRemoteError(error, 'conflict')) throw new StaleError('local');
    throw error;
  }
}

/** What stands here before a download or a removal. */
export function localVersion(
  { path, local }: FileJob,
  context: StepContext,
  after?: NewContent,
): Version {
  return {
    side: 'local',
    path,
    before:
      local === undefined
        ? 'nothing'
        : { state: local, read: (signal) => context.local.stream(path, signal) },
    ...(after !== undefined && { after }),
  };
}

async function* counted(
  content: AsyncIterable<Uint8Array>,
  { onBytes }: StepContext,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    onBytes(chunk.length);
    yield chunk;
  }
}
