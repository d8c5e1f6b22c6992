// From nothing to a logged-in session: dial, greeting, TLS, user, features, type, home.
import { TLSSocket } from 'node:tls';
import { RemoteError } from '../base/remote-error.js';
import { authenticate } from './authenticate.js';
import { DataSlot } from './data-slot.js';
import { meet } from './greet.js';
import { type HostKnowledge } from './host-knowledge.js';
import { textCodec } from './net/text-codec.js';
import { tlsText, withTlsReason } from './net/tls.js';
import { expectFirst } from './next-data.js';
import { type FtpOptions } from './options.js';
import { command } from './protocol/command.js';
import { type Reply, replyText } from './protocol/reply.js';
import { completeProtection, protect, type Stranger, trustOf } from './protect.js';
import { limitsOf, type Session } from './session.js';
import { wish, wishesOf } from './settings.js';

/** Opens one session; every failure names the step that failed, and leaves nothing open. */
export async function openSession(
  options: FtpOptions,
  knowledge: HostKnowledge,
  signal: AbortSignal,
): Promise<Session> {
  const mayPipeline = knowledge.pipelines !== false;
  try {
    return await openOnce(options, knowledge, signal);
  } catch (error) {
    // It was found just now that the server loses what is sent together: once more, step by step.
    const isLearned = mayPipeline && isSwallowed(knowledge);
    if (!isLearned || signal.aborted) throw error;
    return openOnce(options, knowledge, signal);
  }
}

const isSwallowed = ({ pipelines }: HostKnowledge): boolean => pipelines === false;

/** Servers that are known to lose commands which come together. */
const losesPipelined = /Microsoft FTP Service|MadGoat|MikroTik/i;
/** Servers without MLSD whose STAT is known to give the lines of LIST, hidden files included. */
const listsByStat = /vsFTPd [2-9]/;

/** What the server says of itself; of a banner that tells stories the beginning is enough. */
function wordsOf({ lines }: Reply): string {
  const words = lines.map((line) => line.replace(/^\d{3}[ -]/, '').trim());
  return words
    .filter((line) => line !== '')
    .join(' ')
    .slice(0, 200);
}

async function openOnce(
  options: FtpOptions,
  knowledge: HostKnowledge,
  signal: AbortSignal,
): Promise<Session> {
  const tickets: Buffer[] = [];
  knowledge.foreignNames ??= new Set();
  const codec = textCodec(options.encoding, knowledge.foreignNames);
  const tls = trustOf(options, knowledge);
  const { channel, greeting } = await meet({ options, codec, tls, tickets }, signal);
  knowledge.server = wordsOf(greeting);
  if (losesPipelined.test(replyText(greeting))) knowledge.pipelines ??= false;
  if (listsByStat.test(replyText(greeting))) knowledge.statLists ??= true;
  try {
    return await enter({ channel, options, knowledge, tls, tickets }, signal);
  } catch (error) {
    const known = error instanceof RemoteError ? error : new RemoteError('failed', String(error));
    channel.destroy(known);
    throw error instanceof RemoteError ? withTlsReason(error) : error;
  }
}

async function enter(stranger: Stranger, signal: AbortSignal): Promise<Session> {
  const { channel, options, knowledge } = stranger;
  const begun = await protect(stranger, signal);
  await announceCharset(stranger, signal);
  knowledge.tls = channel.socket instanceof TLSSocket ? tlsText(channel.socket) : undefined;
  const introduction = await authenticate({ channel, options, knowledge }, signal);
  const { ahead, features, home } = introduction;
  const protection = await completeProtection(stranger, begun, signal);
  await wish({ channel, knowledge }, wishesOf(introduction), signal);
  const settling = Promise.resolve();
  const next = new DataSlot();
  const limits = limitsOf(options);
  const newcomer = {
    channel,
    options,
    limits,
    knowledge,
    protection,
    settling,
    next,
    isClosing: false,
  };
  const session: Session = { ...newcomer, features, home };
  channel.onEnd = () => {
    next.drop();
  };
  if (ahead !== undefined) expectFirst(session, ahead);
  return session;
}

/**
 * A user or password beyond ASCII goes out in UTF-8, and some servers (FileZilla Server of old, IIS)
 * must have been told so before. Whatever they answer: they can do no better.
 */
async function announceCharset({ channel, options }: Stranger, signal: AbortSignal): Promise<void> {
  const { user = '', password = '', encoding } = options;
  if (encoding !== undefined || !/[^\0-\x7f]/.test(user + password)) return;
  await channel.exchange(command('OPTS', 'UTF8 ON'), signal);
}
