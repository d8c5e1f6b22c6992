// Many entries in one write: a round trip is paid once, not for each. Sent in portions, so that neither
// side ever has more in its buffers than it takes.
import { type RemoteEntry } from '../../base/remote-entry.js';
import { nameOf, parentOf } from '../../base/remote-path.js';
import { RemoteError } from '../../base/remote-error.js';
import { type Command, command } from '../protocol/command.js';
import { type Reply } from '../protocol/reply.js';
import { type Session } from '../session.js';
import { explainList } from './explain.js';
import { list } from './list.js';
import { readStat, stat, statOrders } from './stat.js';

/** Command lines in one write, in bytes: more might fill the buffers of both sides. */
const portionBytes = 32_768;

type Result = PromiseSettledResult<RemoteEntry>;

/** The state of each path, in their order; rejects only where the session is lost. */
export async function statMany(
  session: Session,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Result[]> {
  const isTogether = session.knowledge.pipelines === true && paths.length > 1;
  const replies = isTogether ? await askTogether(session, paths) : undefined;
  const listings = new Map<string, Promise<RemoteEntry[]>>();
  const results: Result[] = [];
  for (const [at, path] of paths.entries()) {
    const told = replies?.[at];
    results.push(
      await settled(() =>
        replies === undefined
          ? stat(session, path, signal)
          : tell(session, { path, told, listings }, signal),
      ),
    );
    if (session.channel.failure !== undefined) throw session.channel.failure;
  }
  return results;
}

async function settled(work: () => Promise<RemoteEntry>): Promise<Result> {
  try {
    return { status: 'fulfilled', value: await work() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

/** The replies to all that can be asked; undefined for what this server cannot be asked. */
async function askTogether(
  session: Session,
  paths: readonly string[],
): Promise<(Reply[] | undefined)[]> {
  const orders = paths.map((path) => ordersFor(session, path));
  const { channel } = session;
  const finals: Promise<Reply>[] = [];
  for (const portion of portions(orders.flatMap((some) => some ?? []))) {
    const sent = channel.sendTogether(portion).map(({ final }) => final);
    // One after the other: each reply may take its time, and nobody knows how long all may.
    for (const final of sent) await channel.inTime(final, 'a reply about one of many files');
    finals.push(...sent);
  }
  const replies = await Promise.all(finals);
  return orders.map((some) => some && replies.splice(0, some.length));
}

/** A name that cannot be sent is told by the single look at it. */
function ordersFor(session: Session, path: string): Command[] | undefined {
  try {
    const orders = statOrders(session, path);
    for (const { line } of orders ?? []) session.channel.codec.encode(line);
    return orders;
  } catch {
    return undefined;
  }
}

function* portions(orders: readonly Command[]): Generator<Command[]> {
  let portion: Command[] = [];
  let bytes = 0;
  for (const order of orders) {
    if (bytes > portionBytes) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(order);
    bytes += order.line.length * 2;
  }
  if (portion.length > 0) yield portion;
}

interface Look {
  path: string;
  told: Reply[] | undefined;
  /** What was listed for others of the same folder. */
  listings: Map<string, Promise<RemoteEntry[]>>;
}

async function tell(
  session: Session,
  { path, told, listings }: Look,
  signal: AbortSignal,
): Promise<RemoteEntry> {
  // Refused before anything else is asked: a name that would forge a command.
  command('MLST', path);
  const entry = told && readStat(session, path, told);
  if (entry !== undefined) return entry;
  if (path === '/') return stat(session, path, signal);
  const parent = parentOf(path);
  let listing = listings.get(parent);
  if (listing === undefined) {
    listing = list(session, { path: parent }, signal).catch(async (error: unknown) => {
      throw await explainList(session, { error, path: parent }, signal);
    });
    listing.catch(() => undefined);
    listings.set(parent, listing);
  }
  const found = (await listing).find(({ name }) => name === nameOf(path));
  if (found !== undefined) return found;
  throw new RemoteError('not-found', `There is no ${path}: its folder does not list it`);
}
