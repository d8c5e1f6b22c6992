import { isRemoteError } from '../base/remote-error.js';
import { createHash } from 'node:crypto';
import { type ContentSource } from '../remote/content-source.js';
import { type Agreement, isSameLocal, type SideState } from './facts.js';
import { announced } from './announced.js';
import { keepBefore } from './keep-before.js';
import { baseOf } from './scan.js';
import { type NewContent, type StepContext, type Version } from './step-context.js';
import { isLost, StaleError } from './step-result.js';

/** One file to bring to the other side, with what both sides were seen to have. */
export interface FileJob {
  path: string;
  local: SideState | undefined;
  remote: SideState | undefined;
  agreed?: Agreement | undefined;
}

interface LocalContent {
  state: SideState;
  hash: string;
  /** Bytes, or where to get them when they are too many for the memory. */
  content: Uint8Array | ContentSource;
  /** The hash of what was really read, once it was. */
  sent: () => string;
}

const inMemoryBytes = 8 * 1024 * 1024;
const readAttempts = 3;

/** Puts a local file on the server, if both sides still are what was seen; the answer is its size. */
export async function upload(job: FileJob, context: StepContext): Promise<number> {
  const { path } = job;
  const { journal, bases, signal } = context;
  const at = context.now();
  const source = await readLocal(job, context);
  const after = { hash: source.hash, read: () => piecesOf(source.content) };
  await keepBefore(remoteVersion(job, context, after), context);
  await announced({ kind: 'upload', path, hash: source.hash }, context, async (intent) => {
    const state = await write(job, source, context);
    const remote = await preserveTime({ path, state, modified: source.state.modified }, context);
    const hash = source.sent();
    const { state: local } = source;
    await journal.agree([{ path, type: 'file', hash, local, remote, at }], intent, signal);
  });
  if (source.content instanceof Uint8Array) bases.add(source.content, source.hash);
  return source.state.size ?? 0;
}

async function* piecesOf(content: Uint8Array | ContentSource): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else yield* content.open();
}

/** What stands on the server before an upload or a removal. */
export function remoteVersion(
  { path, remote, agreed }: FileJob,
  context: StepContext,
  after?: NewContent,
): Version {
  const isKnown = agreed?.hash !== undefined && remote !== undefined && isStill(agreed, remote);
  return {
    side: 'remote',
    path,
    before:
      remote === undefined
        ? 'nothing'
        : { state: remote, read: (signal) => context.remote.stream(path, signal) },
    ...(isKnown && agreed.hash !== undefined && { hash: agreed.hash }),
    ...(after !== undefined && { after }),
  };
}

/** Only exact times tell for sure that the content is still what was agreed on. */
function isStill({ remote: then }: Agreement, now: SideState): boolean {
  const isExact = then.modifiedExact === true && now.modifiedExact === true;
  return isExact && then.size === now.size && then.modified === now.modified;
}

/** The content as it stands, with the state that belongs to it. */
async function readLocal(job: FileJob, context: StepContext): Promise<LocalContent> {
  const { local, signal } = context;
  for (let attempt = 1; attempt <= readAttempts; attempt += 1) {
    const state = await lookAgain(job, context);
    if ((state.size ?? 0) > inMemoryBytes) return streamed(job.path, state, context);
    const content = await local.read(job.path, signal);
    const after = await local.look(job.path, signal);
    const isWhole = content.length === state.size && after !== undefined;
    if (!isWhole || !isSameLocal(state, after)) continue;
    const hash = createHash('sha256').update(content).digest('hex');
    return { state, hash, content, sent: () => hash };
  }
  throw new StaleError('local');
}

async function lookAgain(job: FileJob, { local, signal }: StepContext): Promise<SideState> {
  const state = await local.look(job.path, signal);
  const isSeen = state !== undefined && job.local !== undefined && isSameLocal(job.local, state);
  if (state?.type !== 'file' || !isSeen) throw new StaleError('local');
  return state;
}

async function streamed(
  path: string,
  state: SideState,
  { local, signal }: StepContext,
): Promise<LocalContent> {
  const hash = await local.hash(path, signal);
  let sent = hash;
  async function* open(): AsyncGenerator<Uint8Array> {
    const sum = createHash('sha256');
    for await (const chunk of local.stream(path, signal)) {
      sum.update(chunk);
      yield chunk;
    }
    sent = sum.digest('hex');
  }
  return { state, hash, content: { size: state.size ?? 0, open }, sent: () => sent };
}

async function write(
  { path, remote: before }: FileJob,
  { content }: LocalContent,
  { remote, onBytes, signal }: StepContext,
): Promise<SideState> {
  const expected = before === undefined ? 'nothing' : { name: baseOf(path), ...before };
  let told = 0;
  const onProgress = (bytes: number): void => {
    onBytes(bytes - told);
    told = bytes;
  };
  try {
    return await remote.write({ path, content, expected, onProgress }, signal);
  } catch (error) {
    if (isStale(error)) throw new StaleError('remote');
    throw error;
  }
}

/** Something else stands there than the plan has seen. */
const isStale = (error: unknown): boolean =>
  isRemoteError(error, 'conflict') || isRemoteError(error, 'is-a-directory');

/** The state as it is in the end; a server that cannot set times keeps its own. */
async function preserveTime(
  { path, state, modified }: { path: string; state: SideState; modified: number | undefined },
  { remote, preserveTimes, signal }: StepContext,
): Promise<SideState> {
  if (!preserveTimes || modified === undefined) return state;
  try {
    await remote.files.setModified(remote.at(path), modified, signal);
  } catch (error) {
    // It cannot, or it may not, as with a file of another user: the content is there all the same.
    if (!isRemoteError(error) || isLost(error) || signal.aborted) throw error;
    return state;
  }
  const now = await remote.look(path, signal);
  // Somebody may have written there meanwhile: what they wrote was never agreed on.
  return now?.type === 'file' && now.size === state.size ? now : state;
}
