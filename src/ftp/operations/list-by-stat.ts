// A listing on the control connection (RFC 959 section 4.1.3, STAT with a path): one round trip, and
// no data connection that a firewall could stop. Only for servers that are known to list the same as
// by LIST; whatever looks different is left to LIST.
import { abortable } from '../../base/abort.js';
import { isRemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { isFar } from '../host-knowledge.js';
import { command } from '../protocol/command.js';
import { type Reply } from '../protocol/reply.js';
import { type Session } from '../session.js';
import { type ListJob } from './fetch-listing.js';
import { ListingReader } from './listing-reader.js';
import { offsetOf } from './server-offset.js';

/** A long listing may take longer than another reply. */
const patience = 8;
/** Pattern characters are expanded, and names in other charsets are known by their bytes alone. */
const plainPath = /^[\w /.,:;+=@&#%!'"()^$<>|~-]*$/;

/** The entries of a directory; undefined where LIST must tell. */
export async function listByStat(
  session: Session,
  { path }: ListJob,
  signal: AbortSignal,
): Promise<RemoteEntry[] | undefined> {
  // Near servers make a data connection in no time.
  if (!mayStat(session, path) || !isFar(session.knowledge)) return undefined;
  const [asked] = askByStat(session, [{ path }]);
  return asked && abortable(asked.told(), signal, `Listing ${path}`);
}

/** Whether a listing by STAT may do. Who chose the mode of data connections may want to see it work. */
export function mayStat(
  { knowledge, options }: Pick<Session, 'knowledge' | 'options'>,
  path: string,
): boolean {
  const isDefault = (options.dataMode ?? 'passive') === 'passive' && !options.dataCommands;
  return knowledge.statLists === true && isDefault && plainPath.test(path);
}

/** A directory that was asked for. */
export interface Asked<T> {
  readonly ask: T;
  /** Waits for the listing of this one, as `listByStat` tells it; to be called in the order of asking. */
  told: () => Promise<RemoteEntry[] | undefined>;
}

/** Asks for some directories in one write. */
export function askByStat<T extends { readonly path: string }>(
  session: Session,
  asks: readonly T[],
): Asked<T>[] {
  const { channel } = session;
  const sent = channel.sendTogether(asks.map(({ path }) => command('STAT', `-a ${path}`)));
  return asks.flatMap((ask, at) => {
    const exchange = sent[at];
    if (exchange === undefined) return [];
    const told = async (): Promise<RemoteEntry[] | undefined> => {
      const what = `the listing of ${ask.path}`;
      const reply = await channel.inTime(exchange.final, what, channel.replyMs * patience);
      return entriesIn(session, reply, ask.path);
    };
    return [{ ask, told }];
  });
}

function entriesIn(session: Session, reply: Reply, path: string): RemoteEntry[] | undefined {
  const { codec } = session.channel;
  const lines = reply.lines.slice(1, -1);
  if (reply.code !== 213 || lines.some((line) => /[^ -~]/.test(line))) return undefined;
  const reader = new ListingReader({ codec, utcOffset: offsetOf(session) });
  try {
    reader.readLines(lines, path);
  } catch (error) {
    if (isRemoteError(error)) return undefined;
    throw error;
  }
  const { entries, showsItself, unread } = reader.finish();
  // A missing directory, and one that we may not read, show nothing; a file shows itself by its name.
  return showsItself && unread.count === 0 ? entries : undefined;
}
