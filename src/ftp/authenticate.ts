// Who we are, and what the session has to know. Round trips are saved where the server bears it: PASS
// and all that follows go out together. A server that loses what comes together is found out by its
// silence, and never gets two commands at once again.
import { abortable } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type HostKnowledge } from './host-knowledge.js';
import { type ControlChannel } from './net/control-channel.js';
import { type FtpOptions } from './options.js';
import { type Command, command, withoutSecret } from './protocol/command.js';
import { parseFeatures } from './protocol/features.js';
import { isCompletion, isRefusal, type Reply, replyText } from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';
import { tryParsePath } from './protocol/reply-path.js';

export interface Newcomer {
  channel: ControlChannel;
  options: FtpOptions;
  knowledge: HostKnowledge;
}

export interface Introduction {
  features: Map<string, string>;
  /** The login folder. */
  home: string;
}

/** What a session must know: what the server can do, that files come as they are, where it stands. */
const questions = [command('FEAT'), command('TYPE', 'I'), command('PWD')] as const;
/** How long the replies behind that to PASS may take before they count as lost. */
const swallowedMs = 3_000;

/** Logs in, as far as the server asks (RFC 959 section 5.4), and learns about the session. */
export async function authenticate(newcomer: Newcomer, signal: AbortSignal): Promise<Introduction> {
  const { tracer } = newcomer.channel;
  const { password = '', account = '' } = newcomer.options;
  // Servers repeat what they refuse, or say it twice.
  tracer.hide([password, account].filter((secret) => secret !== ''));
  const introduction = await enter(newcomer, signal);
  tracer.hide([]);
  return introduction;
}

async function enter(newcomer: Newcomer, signal: AbortSignal): Promise<Introduction> {
  const { channel, options, knowledge } = newcomer;
  const reply = await channel.exchange(command('USER', userOf(options)), signal);
  if (reply.code !== 331) await settle(newcomer, reply, signal);
  else if (knowledge.pipelines !== false) return passTogether(newcomer, signal);
  else {
    const order = command('PASS', passwordOf(options));
    await settle(newcomer, await channel.exchange(order, signal), signal);
  }
  return introduce(newcomer, await askEach(channel, signal), signal);
}

const userOf = ({ user = 'anonymous' }: FtpOptions): string => user;

const passwordOf = (options: FtpOptions): string =>
  options.password ?? (userOf(options) === 'anonymous' ? 'anonymous@' : '');

async function passTogether(newcomer: Newcomer, signal: AbortSignal): Promise<Introduction> {
  const { channel, options, knowledge } = newcomer;
  const order = command('PASS', passwordOf(options));
  const [pass, ...rest] = channel.sendTogether([order, ...questions]);
  if (pass === undefined) throw new Error('PASS was not sent');
  const inTime = channel.inTime(pass.final, 'the reply to PASS ***');
  const reply = await abortable(inTime, signal, 'The login');
  const isIn = isCompletion(reply);
  if (isRefusal(reply)) await settle(newcomer, reply, signal);
  const answers = await answersOf(newcomer, rest, signal);
  knowledge.pipelines = true;
  if (isIn) return introduce(newcomer, answers, signal);
  // An account was wanted first: what was asked behind PASS came too early.
  await settle(newcomer, reply, signal);
  return introduce(newcomer, await askEach(channel, signal), signal);
}

/** The replies that were owed behind that to PASS; where they do not come, the server lost the commands. */
async function answersOf(
  { channel, knowledge }: Newcomer,
  owed: readonly { final: Promise<Reply> }[],
  signal: AbortSignal,
): Promise<Reply[]> {
  const ms = Math.min(swallowedMs, channel.replyMs);
  const all = Promise.all(owed.map(({ final }) => final));
  try {
    return await abortable(
      channel.inTime(all, 'what was asked behind PASS', ms),
      signal,
      'The login',
    );
  } catch (error) {
    if (!isRemoteError(error, 'aborted')) knowledge.pipelines = false;
    throw error;
  }
}

async function askEach(channel: ControlChannel, signal: AbortSignal): Promise<Reply[]> {
  const answers: Reply[] = [];
  for (const question of questions) answers.push(await channel.exchange(question, signal));
  return answers;
}

async function introduce(
  { channel, options, knowledge }: Newcomer,
  [feat, type, pwd]: Reply[],
  signal: AbortSignal,
): Promise<Introduction> {
  if (type === undefined || isRefusal(type)) {
    const refused = type ?? { code: 500, lines: [] };
    throw refusalError('send files as they are', command('TYPE', 'I'), refused);
  }
  const isTold = feat !== undefined && isCompletion(feat);
  const features = isTold ? parseFeatures(feat.lines) : new Map<string, string>();
  // Some servers send UTF-8 only after being asked; those that always do take it as a no-op.
  if (features.has('UTF8') && options.encoding === undefined) {
    const asked = channel.send(command('OPTS', 'UTF8 ON'));
    if (knowledge.pipelines !== true) await channel.inTime(asked.final, 'the reply to OPTS UTF8');
  }
  return { features, home: homeIn(pwd) ?? (await askHome(channel, signal)) };
}

/** The login folder by the older XPWD (RFC 775); `/` where the server names none of ours. */
async function askHome(channel: ControlChannel, signal: AbortSignal): Promise<string> {
  const home = homeIn(await channel.exchange(command('XPWD'), signal));
  if (home !== undefined) return home;
  channel.tracer.note('warn', 'The server does not name the login folder: / is taken for it');
  return '/';
}

function homeIn(reply: Reply | undefined): string | undefined {
  if (reply === undefined || !isCompletion(reply)) return undefined;
  const home = tryParsePath(replyText(reply));
  return home?.startsWith('/') === true ? home : undefined;
}

/** Makes a login of the reply to USER or PASS: by an account where one is wanted, or an error. */
async function settle(
  { channel, options }: Newcomer,
  reply: Reply,
  signal: AbortSignal,
): Promise<void> {
  if (isCompletion(reply)) return;
  if (reply.code !== 332) throw loginError(options, 'The server refuses the login', reply);
  if (options.account === undefined) throw loginError(options, 'It asks for an account', reply);
  const order = command('ACCT', options.account);
  const answer = await channel.exchange(order, signal);
  if (!isCompletion(answer)) throw loginError(options, 'The server refuses the account', answer);
}

function loginError(options: FtpOptions, why: string, reply: Reply): RemoteError {
  const secrets = [options.password, options.account];
  const hide = (line: string): string => secrets.reduce(withoutSecretOnce, line);
  const hidden = { ...reply, lines: reply.lines.map(hide) };
  const order: Command = { verb: 'PASS', line: '', log: 'PASS ***' };
  const { kind, hint, code } = refusalError('', order, hidden);
  const isOurs = kind === 'connect' || kind === 'disconnected';
  return new RemoteError(
    isOurs ? kind : 'auth',
    `${why} of "${userOf(options)}": ${replyText(hidden)}`,
    {
      code,
      reply: replyText(hidden),
      command: order.log,
      hint: isOurs ? hint : 'Check user and password.',
    },
  );
}

const withoutSecretOnce = (text: string, secret: string | undefined): string =>
  withoutSecret(text, secret);
