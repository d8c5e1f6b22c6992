// The data connection of the next transfer, made while the one before it ends. Its command rides in
// the same write as the transfer command (sent later it would come in the middle of the transfer,
// which no server is good at), and its port is dialled as soon as it is told. So the next transfer
// costs one round trip instead of three. A server that does not bear this never gets it again.
import { isRemoteError, type RemoteError } from '../base/remote-error.js';
import { never } from '../base/abort.js';
import { type DataOpening } from './data-way.js';
import { type Exchange } from './net/owed.js';
import { isPassive, type PassiveWay, passiveOpening } from './passive.js';
import { type Command, command } from './protocol/command.js';
import { isRefusal, type Reply, replyText } from './protocol/reply.js';
import { type Session } from './session.js';

/** After so long a reply to what was sent ahead is lost. */
const lostMs = 2_000;

/** What was sent ahead: its reply and its connection are waited for from now on. */
export function expectAhead(
  session: Session,
  { ahead, isUpload }: { ahead: Exchange; isUpload: boolean },
  ended: Promise<unknown>,
): void {
  void askWhereLost(session, ahead, ended);
  const reply = replyTo(session, ahead, isUpload);
  session.next.answered = reply;
  session.next.fill(async (signal) => {
    const told = await reply;
    return told && dialAhead(session, { way: wayOf(ahead), reply: told }, signal);
  });
}

/** The same for the first one of a session, which was asked for with the login. */
export function expectFirst(session: Session, ahead: Exchange): void {
  void askWhereLost(session, ahead, Promise.resolve());
  session.next.answered = ahead.final.catch(() => undefined);
  session.next.fill((signal) => firstOpening(session, ahead, signal));
}

async function firstOpening(
  session: Session,
  ahead: Exchange,
  signal: AbortSignal,
): Promise<DataOpening | undefined> {
  const { next, knowledge } = session;
  const way = wayOf(ahead);
  try {
    const opening = await passiveOpening({ way, reply: await ahead.final }, session, signal);
    opening.isAhead = true;
    knowledge.dataWay ??= way;
    return opening;
  } catch (error) {
    const isOurs = isRemoteError(error, 'aborted') || knowledge.needsPret === true;
    if (isRemoteError(error) && !isOurs) next.failed = { way, error };
    return undefined;
  }
}

/** What the server told; undefined where it does not bear to be asked ahead. */
async function replyTo(
  session: Session,
  ahead: Exchange,
  isUpload: boolean,
): Promise<Reply | undefined> {
  const { channel, knowledge } = session;
  try {
    const reply = await ahead.final;
    if (ahead.isOutOfTurn)
      refuse(session, isUpload, 'the server does not wait for the end of a transfer');
    else if (isRefusal(reply)) refuse(session, isUpload, replyText(reply));
    else {
      knowledge.chains ??= true;
      return reply;
    }
  } catch (error) {
    const isLost = isRemoteError(error, 'protocol') && channel.failure === undefined;
    if (isLost) refuse(session, isUpload, error.message);
  }
  return undefined;
}

/** Some servers throw away what comes with a transfer command: any later reply tells. */
async function askWhereLost(
  { channel }: Session,
  ahead: Exchange,
  ended: Promise<unknown>,
): Promise<void> {
  await ended.catch(() => undefined);
  const ask = (): void => {
    if (channel.state === 'awaiting')
      void channel.exchange(command('PWD'), never).catch(() => undefined);
  };
  const timer = setTimeout(ask, Math.min(lostMs, channel.replyMs / 2));
  const most = 2 * channel.replyMs;
  const what = 'the reply to what was sent ahead';
  await channel.inTime(ahead.final, what, most).catch(() => undefined);
  clearTimeout(timer);
}

/** The command to send with a transfer, where this server bears it. */
export function aheadOf(
  session: Session,
  { isRestartable, isUpload }: { isRestartable: boolean; isUpload: boolean },
): Command | undefined {
  const { knowledge, protection } = session;
  const way = wayAhead(session);
  // Under TLS ProFTPD reads it in the middle of the transfer, and dies of an ABOR behind it.
  if (way === undefined || protection !== undefined) return undefined;
  const chains = isUpload && knowledge.chainsUploads === false ? false : knowledge.chains;
  // Tried out with what could be done again from its beginning.
  const isBorne = knowledge.pipelines === true && (chains ?? isRestartable);
  return isBorne ? command(way) : undefined;
}

/** Asks for the next data connection behind a transfer, where it could not be asked for with it. */
export function askBehind(session: Session, { ahead }: { ahead: Exchange | undefined }): void {
  const { channel, knowledge, next } = session;
  const way = wayAhead(session);
  if (ahead !== undefined || way === undefined || knowledge.isWarm !== true) return;
  const reply = session.settling
    .then(() => (channel.state === 'ready' ? channel.exchange(command(way), never) : undefined))
    .catch(() => undefined);
  next.answered = reply;
  next.fill(async (signal) => {
    const told = await reply;
    if (told === undefined || isRefusal(told)) return undefined;
    return dialAhead(session, { way, reply: told }, signal);
  });
}

function wayAhead({ knowledge, options }: Session): PassiveWay | undefined {
  const { dataWay, needsPret } = knowledge;
  const mayAsk = needsPret !== true && options.dataAhead !== false;
  return mayAsk && dataWay !== undefined && isPassive(dataWay) ? dataWay : undefined;
}

async function dialAhead(
  session: Session,
  told: { way: PassiveWay; reply: Reply },
  signal: AbortSignal,
): Promise<DataOpening | undefined> {
  try {
    const opening = await passiveOpening(told, session, signal);
    opening.isAhead = true;
    return opening;
  } catch (error) {
    const { message } = error as RemoteError;
    if (!signal.aborted)
      session.channel.tracer.note('warn', `no data connection ahead: ${message}`);
    return undefined;
  }
}

const wayOf = ({ command: { verb } }: Exchange): PassiveWay => (verb === 'PASV' ? 'PASV' : 'EPSV');

function refuse({ channel, knowledge }: Session, isUpload: boolean, why: string): void {
  const isKnown = isUpload ? knowledge.chainsUploads === false : knowledge.chains === false;
  if (!isKnown) {
    const which = isUpload ? 'with uploads ' : '';
    const text = `the next data connection is asked for ${which}only when it is needed from now on: ${why}`;
    channel.tracer.note('info', text);
  }
  // ProFTPD listens to commands while it stores, and not while it sends.
  if (isUpload) knowledge.chainsUploads = false;
  else knowledge.chains = false;
}
