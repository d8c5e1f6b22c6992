// A copy that the server makes itself: SITE CPFR and SITE CPTO of ProFTPD's mod_copy, which go
// together like RNFR and RNTO, or SITE COPY.
import { RemoteError } from '../../base/remote-error.js';
import { command } from '../protocol/command.js';
import { isCompletion, isIntermediate, type Reply } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { type Session } from '../session.js';
import { explainNewName, explainRefusal } from './explain.js';

interface Names {
  from: string;
  to: string;
}

/** Copies on the server; kind `unsupported` where it has no way to do it. */
export async function copy(session: Session, names: Names, signal: AbortSignal): Promise<void> {
  const { from, to } = names;
  const what = `copy ${from} to ${to}`;
  const source = command('SITE', `CPFR ${from}`);
  const target = command('SITE', `CPTO ${to}`);
  const ready = await session.channel.exchange(source, signal);
  if (isUnknown(ready)) return copyAtOnce(session, names, signal);
  if (!isIntermediate(ready)) {
    const error = refusalError(what, source, ready);
    throw await explainRefusal(session, { error, path: from }, signal);
  }
  const done = await session.channel.exchange(target, signal);
  if (isCompletion(done)) return;
  const error = refusalError(what, target, done);
  throw await explainNewName(session, { error, path: to }, signal);
}

/** A completion is no answer to CPFR: such servers take any SITE for done. */
const isUnknown = (reply: Reply): boolean =>
  isCompletion(reply) || [500, 501, 502, 504].includes(reply.code);

/** Its two names stand side by side, so neither may hold a blank. */
async function copyAtOnce(
  { channel, features }: Session,
  { from, to }: Names,
  signal: AbortSignal,
): Promise<void> {
  const isOffered = /(?:^|[;, ])copy(?:$|[;, ])/i.test(features.get('SITE') ?? '');
  if (!isOffered || /\s/.test(from + to)) {
    throw new RemoteError('unsupported', `The server cannot copy ${from} to ${to} by itself`);
  }
  const order = command('SITE', `COPY ${from} ${to}`);
  const reply = await channel.exchange(order, signal);
  if (!isCompletion(reply) || reply.code === 202) {
    throw refusalError(`copy ${from} to ${to}`, order, reply);
  }
}
