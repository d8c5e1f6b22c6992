import { RemoteError } from '../base/remote-error.js';
import { type HostKnowledge } from './host-knowledge.js';
import { type DataSlot } from './data-slot.js';
import { type ControlChannel } from './net/control-channel.js';
import { type TrustOptions } from './net/trust.js';
import { type FtpOptions } from './options.js';
import { type Command, command } from './protocol/command.js';
import {
  isCompletion,
  isIntermediate,
  isRefusal,
  type Reply,
  replyText,
} from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';

/** Limits of each step, in milliseconds. */
export interface Limits {
  connectMs: number;
  replyMs: number;
  dataMs: number;
}

/** How data connections are protected; absent where they go in clear. */
export interface DataProtection {
  options: TrustOptions;
  /** TLS sessions to resume, oldest first. Each serves once, the last one as often as needed. */
  tickets: Buffer[];
}

/** One logged-in control connection with what belongs to it. */
export interface Session {
  readonly channel: ControlChannel;
  readonly options: FtpOptions;
  readonly limits: Limits;
  readonly knowledge: HostKnowledge;
  readonly features: ReadonlyMap<string, string>;
  readonly home: string;
  readonly protection: DataProtection | undefined;
  /** The end of an aborted transfer; the next command waits for it. */
  settling: Promise<void>;
  /** The data connection of the next transfer. */
  readonly next: DataSlot;
  /** Goodbye is to be said: nobody is waited for who neither reads on nor gives more to send. */
  isClosing: boolean;
  /** The working directory, where CWD has changed it. */
  folder?: string;
}

/** The limits that the options ask for. */
export function limitsOf({ timeouts = {} }: FtpOptions): Limits {
  return {
    connectMs: timeouts.connect ?? 10_000,
    replyMs: timeouts.reply ?? 15_000,
    dataMs: timeouts.data ?? 20_000,
  };
}

/** Sends a command whose refusal is an error; `what` says what is tried, as in "remove /a". */
export async function demand(
  session: Pick<Session, 'channel' | 'options'>,
  { verb, argument, what }: { verb: string; argument?: string; what: string },
  signal: AbortSignal,
): Promise<Reply> {
  const order: Command = command(verb, argument);
  let reply = await session.channel.exchange(order, signal);
  if (await givesAccount(session, reply, signal)) {
    reply = await session.channel.exchange(order, signal);
  }
  if (isRefusal(reply)) throw refusalError(what, order, reply);
  const isExpected = verb === 'RNFR' ? isIntermediate(reply) : isCompletion(reply);
  if (isExpected || (verb === 'RNFR' && isCompletion(reply))) return reply;
  // Whose reply this is nobody can tell: nothing later on this session could be believed.
  const text = `The server answers ${verb} out of step: ${replyText(reply)}`;
  const error = new RemoteError('protocol', text, { code: reply.code, command: order.log });
  throw session.channel.destroy(error);
}

/** Whether a reply asks for the account, and we have one. */
export const wantsAccount = (
  { options }: Pick<Session, 'options'>,
  { code }: { code?: number },
): boolean => (code === 332 || code === 532) && options.account !== undefined;

/** Gives the account where a reply asks for it, at any time (RFC 959 section 5.4); false elsewhere. */
export async function givesAccount(
  { channel, options }: Pick<Session, 'channel' | 'options'>,
  reply: { code?: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { account } = options;
  if (!wantsAccount({ options }, reply) || account === undefined) return false;
  channel.tracer.hide([account]);
  const answer = await channel.exchange(command('ACCT', account), signal);
  channel.tracer.hide([]);
  return isCompletion(answer);
}
