import { isRemoteError } from '../base/remote-error.js';
import { createHash } from 'node:crypto';
import { type ContentSource } from '../remote/content-source.js';
import { type RemoteWrite } from '../remote/remote-files.js';
import { type Agreement, isSameLocal, isSameRemote, type SideState } from './facts.js';
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

/** How a path looked on the server a moment ago. */
type Seen = NonNullable<RemoteWrite['current']>;

/** Many are under way at once: all of them together must fit into the memory of an extension host. */
const inMemoryBytes = 2 * 1024 * 1024;

/** Puts a local file on the server, if both sides still are what was seen; the answer is its size. */
export async function upload(job: FileJob, context: StepContext): Promise<number> {
  const { path } = job;
  const { journal, bases, signal } = context;
  const at = context.now();
  const source = await readLocal(job, context);
  // That nothing stood there may be written down ahead: it is no content that could change meanwhile.
  if (job.remote === undefined) await keep(job, source, context);
  await announced({ kind: 'upload', path, hash: source.hash }, context, async (intent) => {
    const { modified } = source.state;
    const remote = await (context.inTurn ?? atOnce)(async () => {
      const seen = job.remote && (await keptAsSeen(job, source, context));
      const state = await write(job, { source, seen }, context);
      return preserveTime({ path, state, modified }, context);
    });
    const hash = source.sent();
    const { state: local } = source;
    await journal.agree([{ path, type: 'file', hash, local, remote, at }], intent, signal);
  });
  if (source.content instanceof Uint8Array) bases.add(source.content, source.hash);
  return source.state.size ?? 0;
}

/** Keeps what stands on the server now, where it is what was planned with; the answer is how that looked. */
async function keptAsSeen(job: FileJob, source: LocalContent, context: StepContext): Promise<Seen> {
  const lookedAt = context.now();
  const state = await context.remote.look(job.path, context.signal);
  const isExpected = state !== undefined && job.remote && isSameRemote(job.remote, state);
  if (state?.type !== 'file' || isExpected !== true) throw new StaleError('remote');
  await keep(job, source, context);
  return { entry: { name: baseOf(job.path), ...state }, lookedAt };
}

function keep(job: FileJob, { hash, content }: LocalContent, context: StepContext): Promise<void> {
  const after = { hash, read: () => piecesOf(content) };
  return keepBefore(remoteVersion(job, context, after), context);
}

const atOnce = <T>(work: () => Promise<T>): Promise<T> => work();

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
  if ((job.local?.size ?? 0) > inMemoryBytes) {
    return streamed(job.path, await lookAgain(job, context), context);
  }
  const content = await read(job.path, context);
  // As it was planned, and so it was all the time that it was read.
  const state = await lookAgain(job, context);
  if (content.length !== state.size) throw new StaleError('local');
  const hash = createHash('sha256').update(content).digest('hex');
  return { state, hash, content, sent: () => hash };
}

/** What is no file any more was changed since the plan. */
async function read(path: string, { local, signal }: StepContext): Promise<Uint8Array> {
  try {
    return await local.read(path, signal);
  } catch (error) {
    if (isRemoteError(error, 'not-found') || isRemoteError(error, 'is-a-directory')) {
      throw new StaleError('local');
    }
    throw error;
  }
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
  { source: { content }, seen }: { source: LocalContent; seen: Seen | undefined },
  { remote, freeNames, onBytes, signal }: StepContext,
): Promise<SideState> {
  const expected = before === undefined ? 'nothing' : { name: baseOf(path), ...before };
  const isSmall = content instanceof Uint8Array;
  const mayBeFree = before === undefined && isSmall;
  const current = seen ?? (mayBeFree ? await freeNames?.find(path, signal) : undefined);
  let told = 0;
  const onProgress = (bytes: number): void => {
    onBytes(bytes - told);
    told = bytes;
  };
  try {
    // What is kept, or was listed, must be what is replaced.
    const looks = current && { current, looksAgain: true };
    return await remote.write({ path, content, expected, onProgress, ...looks }, signal);
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
