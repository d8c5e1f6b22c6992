// TLS on the control connection, and the promise of it for data connections (RFC 4217). Where it was
// asked for, nothing of the user is sent before the server has agreed to both.
import { TLSSocket } from 'node:tls';
import { abortable, withLimit } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type HostKnowledge } from './host-knowledge.js';
import { type ControlChannel } from './net/control-channel.js';
import { firstTicket, keepTickets, tlsOptions, tlsText } from './net/tls.js';
import { fingerprintOf, fingerprintsOf, type TrustOptions } from './net/trust.js';
import { type FtpOptions } from './options.js';
import { command } from './protocol/command.js';
import { isCompletion, type Reply, replyText } from './protocol/reply.js';
import { type DataProtection, type Session } from './session.js';

/** A control connection that is not encrypted yet, and whom it believes. */
export interface Stranger {
  channel: ControlChannel;
  options: FtpOptions;
  knowledge: HostKnowledge;
  tls: TrustOptions;
  tickets: Buffer[];
}

/** How far the protection has come. */
export interface Protection {
  /** Undefined where data goes in clear. */
  data: DataProtection | undefined;
  /** The server wants to hear PBSZ and PROT after the login. */
  isOwed: boolean;
}

const none: Protection = { data: undefined, isOwed: false };
/** How long the reply to PROT may take, sent with PBSZ, before it counts as lost. */
const swallowedMs = 3_000;
/**
 * How long the first ticket of TLS 1.3 may take behind the replies to the login: without it no data
 * connection could resume. Servers send tickets with the handshake, so most have none where none came.
 */
const ticketMs = 100;

/** The commands by which data connections are protected; the reply to the last one counts. */
const protectionCommands = [command('PBSZ', '0'), command('PROT', 'P')] as const;

/** How TLS is spoken on both channels to this host. */
export function trustOf(options: FtpOptions, knowledge: HostKnowledge): TrustOptions {
  const trusted = fingerprintsOf(options.trustedFingerprint);
  const isOlder = knowledge.tls12 === true && options.tls?.minVersion !== 'TLSv1.3';
  const older = isOlder ? { maxVersion: 'TLSv1.2' as const } : {};
  return tlsOptions(options.host, { ...options.tls, ...older, trusted });
}

/**
 * AUTH, the handshake, PBSZ and PROT, as far as `security` asks for them. A refusal is an error of
 * kind `tls`, but under `explicit-if-available`, where it is a warning in the trace.
 */
export async function protect(stranger: Stranger, signal: AbortSignal): Promise<Protection> {
  const { security = 'none' } = stranger.options;
  if (security === 'none') return none;
  const mechanism = security === 'implicit' ? 'TLS' : await upgrade(stranger, signal);
  if (mechanism === undefined) return none;
  const data = protectionOf(stranger);
  const reply = await askPrivate(stranger, signal);
  const isOwed = reply.code === 503 || reply.code === 530;
  // RFC 4217 section 17: AUTH SSL says PROT P as well.
  if (isOwed || isCompletion(reply) || mechanism === 'SSL') return { data, isOwed };
  refusePrivate(stranger, reply);
  return none;
}

function protectionOf({ channel, tls, tickets }: Stranger): DataProtection {
  const { socket } = channel;
  const control = socket instanceof TLSSocket ? fingerprintOf(socket) : undefined;
  // The very certificate of the control connection is as good on a data connection.
  const trusted = [...(tls.trusted ?? []), ...(control === undefined ? [] : [control])];
  return { options: { ...tls, trusted }, tickets };
}

/** After the login: what is still owed, and a ticket for the first data connection. */
export async function completeProtection(
  stranger: Stranger,
  { data, isOwed }: Protection,
  signal: AbortSignal,
): Promise<DataProtection | undefined> {
  if (data === undefined) return undefined;
  if (isOwed) {
    const reply = await askPrivate(stranger, signal);
    if (!isCompletion(reply)) {
      refusePrivate(stranger, reply);
      return undefined;
    }
  }
  await awaitTicket(stranger, signal);
  return data;
}

/**
 * Whether this refusal of a transfer is about a TLS session that was not resumed, and TLS 1.2 was
 * not tried with the host yet. From then on logins to it speak TLS 1.2, whose sessions all servers
 * can resume; the session at hand must be given up.
 */
export function turnsToTls12(session: Session, error: unknown): boolean {
  const { channel, options, knowledge } = session;
  const { socket } = channel;
  const isNew = socket instanceof TLSSocket && socket.getProtocol() === 'TLSv1.3';
  const mayTurn = knowledge.tls12 !== true && options.tls?.minVersion !== 'TLSv1.3';
  if (!isNew || !mayTurn || !isReuseRefusal(error)) return false;
  knowledge.tls12 = true;
  const text = 'The server takes no TLS 1.3 session for data connections: TLS 1.2 from now on';
  channel.tracer.note('warn', text);
  return true;
}

/** vsftpd says 522, ProFTPD 425 or 450, FileZilla Server 425: all of them name the session. */
function isReuseRefusal(error: unknown): boolean {
  if (!isRemoteError(error) || ![425, 450, 522].includes(error.code ?? 0)) return false;
  return /(tls|ssl).*(session|re-?use|resum)|session.*(re-?use|resum)/is.test(error.reply ?? '');
}

/** AUTH TLS or AUTH SSL and the handshake; undefined where the server has none and may do without. */
async function upgrade(
  { channel, options, tls, tickets }: Stranger,
  signal: AbortSignal,
): Promise<'TLS' | 'SSL' | undefined> {
  let mechanism: 'TLS' | 'SSL' = 'TLS';
  let reply = await channel.exchange(command('AUTH', 'TLS'), signal);
  if ([500, 502, 504].includes(reply.code)) {
    mechanism = 'SSL';
    reply = await channel.exchange(command('AUTH', 'SSL'), signal);
  }
  // RFC 2228 section 5.4: 334 asks for more, and the handshake is all that there is.
  if (!isCompletion(reply) && reply.code !== 334) {
    if (options.security !== 'explicit-if-available') {
      throw tlsRefusal('protect the connection with TLS', `AUTH ${mechanism}`, reply);
    }
    channel.tracer.note('warn', 'The server offers no TLS: everything goes in clear text');
    return undefined;
  }
  const secure = (limited: AbortSignal): Promise<TLSSocket> => channel.secure(tls, limited);
  const secured = await withLimit(secure, channel.replyMs, signal);
  keepTickets(secured, tickets);
  channel.tracer.note('info', `control connection secured by ${tlsText(secured)}`);
  return mechanism;
}

/** The reply to PROT P; PBSZ is only its ceremony. One round trip where the server bears it. */
async function askPrivate({ channel, knowledge }: Stranger, signal: AbortSignal): Promise<Reply> {
  const [ceremony, order] = protectionCommands;
  if (knowledge.pipelines === false) {
    await channel.exchange(ceremony, signal);
    return channel.exchange(order, signal);
  }
  const [first, last] = channel.sendTogether(protectionCommands);
  if (first === undefined || last === undefined) throw new Error('PROT was not sent');
  const begun = channel.inTime(first.final, `the reply to ${ceremony.log}`);
  await abortable(begun, signal, ceremony.log);
  try {
    const ms = Math.min(swallowedMs, channel.replyMs);
    const answered = channel.inTime(last.final, `the reply to ${order.log}`, ms);
    return await abortable(answered, signal, order.log);
  } catch (error) {
    if (isRemoteError(error, 'timeout') && !signal.aborted) knowledge.pipelines = false;
    throw error;
  }
}

/** An error, or a warning where data may go in clear. */
function refusePrivate({ channel, options }: Stranger, reply: Reply): void {
  const [, order] = protectionCommands;
  if (options.security !== 'explicit-if-available') {
    throw tlsRefusal('protect data connections with TLS', order.log, reply);
  }
  const words = replyText(reply);
  channel.tracer.note('warn', `The server protects no data: it goes in clear text (${words})`);
}

async function awaitTicket(
  { channel, knowledge, tickets }: Stranger,
  signal: AbortSignal,
): Promise<void> {
  const { socket } = channel;
  const isNew = socket instanceof TLSSocket && socket.getProtocol() === 'TLSv1.3';
  if (!isNew || knowledge.sendsNoTickets === true) return;
  const ms = Math.min(ticketMs, channel.replyMs);
  const has = await abortable(firstTicket(socket, tickets, ms), signal, 'The login');
  if (!has) knowledge.sendsNoTickets = true;
}

function tlsRefusal(what: string, log: string, reply: Reply): RemoteError {
  const text = replyText(reply);
  return new RemoteError('tls', `The server refuses to ${what}: ${text}`, {
    code: reply.code,
    reply: text,
    command: log,
    hint: 'Nothing was sent in clear text. The server may want implicit TLS, or offers none.',
  });
}
