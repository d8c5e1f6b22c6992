// A file and its state in one breath: the look goes out in the same write as the transfer, and the
// server answers in that order. So the state is never younger than the content.
import { type RemoteEntry } from '../../base/remote-entry.js';
import { Collector } from '../collector.js';
import { type TransferOptions } from '../options.js';
import { type Reply } from '../protocol/reply.js';
import { type Session } from '../session.js';
import { receiveFile } from './content.js';
import { readStat, stat, statOrders } from './stat.js';

/** A file's content, and its state right before it was read. */
export interface StatedContent {
  entry: RemoteEntry;
  content: Uint8Array;
}

interface Job extends Pick<TransferOptions, 'onProgress'> {
  path: string;
}

/** The whole content with its state, or an error. */
export async function readWithState(
  session: Session,
  job: Job,
  signal: AbortSignal,
): Promise<StatedContent> {
  const { path } = job;
  const isTogether = session.knowledge.pipelines === true;
  const orders = isTogether ? statOrders(session, path) : undefined;
  if (orders !== undefined) {
    let looked: readonly Promise<Reply>[] = [];
    const onSent = (replies: readonly Promise<Reply>[]): void => void (looked = replies);
    const content = await readWhole(session, { ...job, look: { orders, onSent } }, signal);
    const entry = readStat(session, path, await Promise.all(looked));
    if (entry !== undefined) return { entry, content };
  }
  // What is asked any other way would be younger than what has come.
  const entry = await stat(session, path, signal);
  return { entry, content: await readWhole(session, job, signal) };
}

/** All of it in memory. */
export async function readWhole(
  session: Session,
  job: Omit<Parameters<typeof receiveFile>[1], 'sink' | 'restart' | 'isLent'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const collector = new Collector();
  const sink = (chunk: Uint8Array, told: number | undefined): void => {
    collector.add(chunk, told);
  };
  const restart = (): void => {
    collector.clear();
  };
  await receiveFile(session, { ...job, sink, restart, isLent: true }, signal);
  return collector.take();
}
