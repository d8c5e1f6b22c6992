// A listing on the control connection (RFC 959 section 4.1.3, STAT with a path): one round trip, and
// no data connection that a firewall could stop. Only for servers that are known to list the same as
// by LIST; whatever looks different is left to LIST.
import { abortable } from '../../base/abort.js';
import { isRemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { isFar } from '../host-knowledge.js';
import { command } from '../protocol/command.js';
import { type Session } from '../session.js';
import { type ListJob } from './fetch-listing.js';
import { ListingReader } from './listing-reader.js';
import { offsetOf } from './server-offset.js';

/** A long listing may take longer than another reply. */
const patience = 8;

/** The entries of a directory; undefined where LIST must tell. */
export async function listByStat(
  session: Session,
  { path }: ListJob,
  signal: AbortSignal,
): Promise<RemoteEntry[] | undefined> {
  const { channel } = session;
  if (!mayStat(session, path)) return undefined;
  const { final } = channel.send(command('STAT', `-a ${path}`));
  const inTime = channel.inTime(final, `the listing of ${path}`, channel.replyMs * patience);
  const reply = await abortable(inTime, signal, `Listing ${path}`);
  const lines = reply.lines.slice(1, -1);
  if (reply.code !== 213 || lines.some((line) => /[^ -~]/.test(line))) return undefined;
  const reader = new ListingReader({ codec: channel.codec, utcOffset: offsetOf(session) });
  try {
    reader.read(Buffer.from(`${lines.join('\n')}\n`, 'latin1'), path);
  } catch (error) {
    if (isRemoteError(error)) return undefined;
    throw error;
  }
  const { entries, showsItself, unread } = reader.finish();
  // A missing directory, and one that we may not read, show nothing; a file shows itself by its name.
  return showsItself && unread.count === 0 ? entries : undefined;
}

/** Near servers make a data connection in no time. Who chose its mode may want to see it work. */
function mayStat({ knowledge, options }: Session, path: string): boolean {
  const isDefault = (options.dataMode ?? 'passive') === 'passive' && !options.dataCommands;
  // Patterns are expanded, and names in other charsets are known by their bytes alone.
  const isPlain = /^[\w /.,:;+=@&#%!'"()^$<>|~-]*$/.test(path);
  return knowledge.statLists === true && isFar(knowledge) && isDefault && isPlain;
}
