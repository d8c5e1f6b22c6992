// Many folders on one session: the next ones are asked for before the first is told, so that neither
// side waits for the other.
import { type RemoteEntry } from '../../base/remote-entry.js';
import { type Session } from '../session.js';
import { type Asked, askByStat } from './list-by-stat.js';
import { isOffsetWanted, learnOffset } from './server-offset.js';

/** A folder that is to be listed. */
export interface FolderAsk {
  readonly path: string;
  /** Takes what is in it; undefined where that has to be found out otherwise. */
  answer: (entries: RemoteEntry[] | undefined) => void;
}

/** Gives the next one, as long as there are some. */
export type NextFolder = () => FolderAsk | undefined;

/** So many are asked for at the same time, and others in their place when half of them are told. */
const mostAsked = 32;
/** So many are asked for one by one at first, to learn what the times in the listings mean. */
const firstAsked = 3;
/** After so many somebody else may have the session. */
const mostListed = 128;

/** Lists what `next` gives; where the session is lost it rejects, and all that was taken is answered. */
export async function listMany(session: Session, next: NextFolder): Promise<void> {
  for (let left = firstAsked; left > 0 && isOffsetWanted(session); left -= 1) {
    await listSome(session, next, { atOnce: 1, most: 1 });
    await session.settling;
  }
  const atOnce = session.knowledge.pipelines === true ? mostAsked : 1;
  await listSome(session, next, { atOnce, most: mostListed });
}

async function listSome(
  session: Session,
  next: NextFolder,
  { atOnce, most }: { atOnce: number; most: number },
): Promise<void> {
  const underWay: Asked<FolderAsk>[] = [];
  let left = most;
  try {
    for (;;) {
      if (underWay.length <= atOnce / 2) {
        const asks = taken(next, Math.min(left, atOnce - underWay.length));
        left -= asks.length;
        underWay.push(...asked(session, asks));
      }
      const [first] = underWay;
      if (first === undefined) return;
      const { ask } = first;
      const entries = await first.told();
      underWay.shift();
      ask.answer(entries);
      if (underWay.length === 0) learnOffset(session, ask.path, entries ?? []);
    }
  } finally {
    for (const { ask } of underWay) ask.answer(undefined);
  }
}

function taken(next: NextFolder, most: number): FolderAsk[] {
  const asks: FolderAsk[] = [];
  while (asks.length < most) {
    const ask = next();
    if (ask === undefined) break;
    asks.push(ask);
  }
  return asks;
}

function asked(session: Session, asks: readonly FolderAsk[]): Asked<FolderAsk>[] {
  try {
    return askByStat(session, asks);
  } catch (error) {
    for (const { answer } of asks) answer(undefined);
    throw error;
  }
}
