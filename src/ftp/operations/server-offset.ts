// The clock of LIST is the server's own, that of MDTM is UTC: one file that both tell of gives the
// offset. It is asked behind a listing, where nobody waits for it, and again some hours later, since
// summer time comes and goes.
import { never } from '../../base/abort.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { childOf } from '../../base/remote-path.js';
import { command } from '../protocol/command.js';
import { parseTimeVal } from '../protocol/listing/time-val.js';
import { replyText } from '../protocol/reply.js';
import { type Session } from '../session.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** How long an offset is believed: less than the night in which summer time begins. */
const freshMs = 21_600_000;
/** Time zones differ by quarters of an hour, and by 14 hours at most. */
const stepMinutes = 15;
const mostMinutes = 840;

/** The server's offset from UTC in minutes, as far as it is known. */
export function offsetOf({ options, knowledge }: Session): number {
  const { serverOffset = 'auto' } = options;
  return serverOffset === 'auto' ? (knowledge.clock?.offsetMinutes ?? 0) : serverOffset;
}

/** Finds out, behind the operation that ends now, how far the clock of a listing by LIST is from UTC. */
export function learnOffset(session: Session, path: string, entries: readonly RemoteEntry[]): void {
  if (!isOffsetWanted(session)) return;
  const sample = newestTimed(entries, offsetOf(session));
  if (sample === undefined) return;
  const { settling } = session;
  session.settling = settling.then(async () =>
    learnFrom(session, childOf(path, sample.name), sample),
  );
}

/** Whether it is still to be found out. */
export function isOffsetWanted({ options, knowledge, features }: Session): boolean {
  const { serverOffset = 'auto' } = options;
  const { clock, clockFails } = knowledge;
  if (serverOffset !== 'auto' || clockFails === true) return false;
  // Servers forget to name MDTM; where they name nothing at all it is tried.
  if (features.size > 0 && !features.has('MDTM')) return false;
  return clock === undefined || Date.now() - clock.learnedAt > freshMs;
}

interface Sample {
  name: string;
  /** The time of the listing, as if the server lived in UTC. */
  wall: number;
}

/** The file that changed last, of those with a time of day: midnight is what a date alone is read as. */
function newestTimed(entries: readonly RemoteEntry[], offset: number): Sample | undefined {
  let newest: Sample | undefined;
  for (const { name, type, modified, modifiedExact } of entries) {
    if (type !== 'file' || modified === undefined || modifiedExact === true) continue;
    const wall = modified + offset * minuteMs;
    if (wall % dayMs !== 0 && (newest === undefined || wall > newest.wall)) newest = { name, wall };
  }
  return newest;
}

async function learnFrom(session: Session, path: string, { wall }: Sample): Promise<void> {
  const { channel, knowledge, next } = session;
  await next.answered;
  if (channel.state !== 'ready') return;
  try {
    const reply = await channel.exchange(command('MDTM', path), never);
    const text = replyText(reply).slice(4).trim();
    const modified = reply.code === 213 ? parseTimeVal(text) : undefined;
    const offsetMinutes = modified === undefined ? undefined : tryOffset(wall, modified);
    if (offsetMinutes === undefined) knowledge.clockFails = true;
    else noteOffset(session, offsetMinutes);
  } catch {
    // The channel is destroyed where it fails, and says so in `failure`.
  }
}

/** Undefined where the two times are not of one moment: the file has changed, or a clock is wrong. */
function tryOffset(wall: number, modified: number): number | undefined {
  const minutes = Math.floor(wall / minuteMs) - Math.floor(modified / minuteMs);
  const isZone = minutes % stepMinutes === 0 && Math.abs(minutes) <= mostMinutes;
  return isZone ? minutes : undefined;
}

function noteOffset({ channel, knowledge }: Session, offsetMinutes: number): void {
  if (offsetMinutes !== (knowledge.clock?.offsetMinutes ?? 0)) {
    const text = `listings of this server are ${String(offsetMinutes)} minutes off UTC`;
    channel.tracer.note('info', text);
  }
  knowledge.clock = { offsetMinutes, learnedAt: Date.now() };
}
