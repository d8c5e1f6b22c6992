// Who we are, and what the session has to know. All of it goes out in one write where the server bears
// that: a login costs one round trip instead of six. A server that loses what comes together is found
// out by its silence, and never gets two commands at once again.
import { abortable } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { homeOf } from './home.js';
import { type HostKnowledge } from './host-knowledge.js';
import { type ControlChannel } from './net/control-channel.js';
import { type Exchange } from './net/owed.js';
import { clock } from './net/tracer.js';
import { possibleWays } from './open-data.js';
import { type FtpOptions } from './options.js';
import { isPassive } from './passive.js';
import { type Command, command, withoutSecret } from './protocol/command.js';
import { parseFeatures } from './protocol/features.js';
import { isCompletion, isRefusal, type Reply, replyText } from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';

/** A control connection on which nobody is logged in yet. */
export interface Newcomer {
  channel: ControlChannel;
  options: FtpOptions;
  knowledge: HostKnowledge;
  /** What the server said to USER, where only a fresh answer to it would do for a password. */
  challenge?: string | undefined;
}

/** What a login has told of the server. */
export interface Introduction {
  features: Map<string, string>;
  /** The login folder. */
  home: string;
  /** OPTS UTF8 ON was refused. */
  refusesUtf8: boolean;
  /** The answer to the question for a first data connection, where it was asked. */
  ahead?: Exchange | undefined;
}

/** What a session must know: what the server can do, that files come as they are, where it stands. */
const questions = [command('FEAT'), command('TYPE', 'I'), command('PWD')] as const;
/** How long a reply may take before what came together counts as lost. */
const swallowedMs = 5_000;

/** Logs in, as far as the server asks (RFC 959 section 5.4), and learns about the session. */
export async function authenticate(newcomer: Newcomer, signal: AbortSignal): Promise<Introduction> {
  const { tracer } = newcomer.channel;
  const { password = '', account = '' } = newcomer.options;
  // Servers repeat what they refuse, or say it twice.
  tracer.hide([password, account].filter((secret) => secret !== ''));
  const isTogether = newcomer.knowledge.pipelines !== false;
  try {
    return await (isTogether ? logInTogether : logInByStep)(newcomer, signal);
  } catch (error) {
    throw masked(error, tracer);
  } finally {
    tracer.hide([]);
  }
}

/** The error without what the server repeats of the password. */
function masked(error: unknown, tracer: ControlChannel['tracer']): unknown {
  if (!isRemoteError(error)) return error;
  const { kind, message, reply, code, command: order, hint, cause } = error;
  const text = tracer.mask(message);
  const words = reply === undefined ? undefined : tracer.mask(reply);
  if (text === message && words === reply) return error;
  return new RemoteError(kind, text, { code, command: order, hint, cause, reply: words });
}

async function logInByStep(newcomer: Newcomer, signal: AbortSignal): Promise<Introduction> {
  const { channel, options } = newcomer;
  let reply = await channel.exchange(command('USER', userOf(options)), signal);
  if (reply.code === 331) {
    newcomer.challenge = challengeIn(reply);
    reply = await channel.exchange(command('PASS', passwordOf(options)), signal);
  }
  await settle(newcomer, reply, signal);
  const answers = await askEach(channel, signal);
  if (wantsUtf8(options)) answers.push(await channel.exchange(utf8, signal));
  return introduce(newcomer, answers, signal);
}

const userOf = ({ user = 'anonymous' }: FtpOptions): string => user;

const passwordOf = (options: FtpOptions): string =>
  options.password ?? (userOf(options) === 'anonymous' ? 'anonymous@' : '');

/** Some servers send UTF-8 only after being asked; the others refuse it, or it changes nothing. */
const utf8 = command('OPTS', 'UTF8 ON');
const wantsUtf8 = ({ encoding }: FtpOptions): boolean => encoding === undefined;

async function logInTogether(newcomer: Newcomer, signal: AbortSignal): Promise<Introduction> {
  const { channel, knowledge } = newcomer;
  const begun = clock();
  const { user, pass, rest, ahead } = sendAll(newcomer);
  const answered = async (owed: readonly Exchange[], what: string): Promise<Reply[]> =>
    answersOf(newcomer, { owed, what }, signal);
  const welcome = await abortable(
    channel.inTime(user.final, 'the reply to USER'),
    signal,
    'The login',
  );
  knowledge.roundTripMs = Math.min(knowledge.roundTripMs ?? Infinity, clock() - begun);
  newcomer.challenge = challengeIn(welcome);
  // "Login with USER first": that was said to PASS, and USER has no answer.
  if (welcome.code === 503) throw lostInLogin(knowledge);
  const [granted] = await answered([pass], 'the reply to PASS ***');
  // Who needed no password was let in by USER, and may be told off for PASS.
  const isSettled = isCompletion(welcome) || isRefusal(welcome) || welcome.code === 332;
  const reply = isSettled ? welcome : granted;
  if (reply === undefined) throw new Error('PASS was not answered');
  if (isRefusal(reply)) await settle(newcomer, reply, signal);
  const all = await answered([...rest, ...ahead], 'what was asked behind PASS');
  const answers = all.slice(0, rest.length);
  if (!isInStep(reply, answers)) throw lostInLogin(knowledge);
  knowledge.pipelines = true;
  if (isCompletion(reply))
    return { ...(await introduce(newcomer, answers, signal)), ahead: ahead[0] };
  // An account was wanted first: what was asked behind PASS came too early.
  await settle(newcomer, reply, signal);
  return introduce(newcomer, await askEach(channel, signal), signal);
}

/** Everything in one write, and behind it the question for the first data connection. */
function sendAll(newcomer: Newcomer): {
  user: Exchange;
  pass: Exchange;
  rest: Exchange[];
  ahead: Exchange[];
} {
  const { channel, options } = newcomer;
  const first = [command('USER', userOf(options)), command('PASS', passwordOf(options))];
  const more = [...questions, ...(wantsUtf8(options) ? [utf8] : [])];
  const next = firstWay(newcomer);
  const [user, pass, ...rest] = channel.sendTogether([...first, ...more], next);
  if (user === undefined || pass === undefined) throw new Error('USER and PASS were not sent');
  const ahead = next === undefined ? [] : rest.splice(-1);
  return { user, pass, rest, ahead };
}

function firstWay({ channel, options, knowledge }: Newcomer): Command | undefined {
  if (options.dataAhead === false) return undefined;
  const way = knowledge.dataWay ?? possibleWays({ channel, options })[0];
  return way !== undefined && isPassive(way) ? command(way) : undefined;
}

function lostInLogin(knowledge: HostKnowledge): RemoteError {
  knowledge.pipelines = false;
  return new RemoteError('protocol', 'The server answers less than what was sent together');
}

/** Whether each reply can be one to its own command: where one was lost, all behind it have moved up. */
function isInStep(login: Reply, [feat, type, pwd, utf8On]: readonly Reply[]): boolean {
  const isOf = (reply: Reply | undefined, codes: readonly number[]): boolean =>
    reply === undefined || reply.code >= 400 || codes.includes(reply.code);
  return (
    isOf(login, [200, 202, 230, 232, 331, 332]) &&
    (feat === undefined || ![257, 227, 229].includes(feat.code)) &&
    isOf(type, [200, 202, 250]) &&
    isOf(pwd, [257, 250, 212]) &&
    (utf8On === undefined || ![227, 229, 257].includes(utf8On.code))
  );
}

/** The replies that are owed; where they do not come, the server lost the commands. */
async function answersOf(
  { channel, knowledge }: Newcomer,
  { owed, what }: { owed: readonly Exchange[]; what: string },
  signal: AbortSignal,
): Promise<Reply[]> {
  const isKnown = knowledge.pipelines === true;
  const ms = isKnown ? channel.replyMs : Math.min(swallowedMs, channel.replyMs / 2);
  const all = Promise.all(owed.map(({ final }) => final));
  try {
    return await abortable(channel.inTime(all, what, ms), signal, 'The login');
  } catch (error) {
    // A server that says why it ends the session has lost nothing.
    const isLoss = isRemoteError(error) && error.kind !== 'aborted' && error.code !== 421;
    if (!isKnown && isLoss) knowledge.pipelines = false;
    throw error;
  }
}

async function askEach(channel: ControlChannel, signal: AbortSignal): Promise<Reply[]> {
  const answers: Reply[] = [];
  for (const question of questions) answers.push(await channel.exchange(question, signal));
  return answers;
}

async function introduce(
  { channel }: Newcomer,
  [feat, type, pwd, utf8On]: Reply[],
  signal: AbortSignal,
): Promise<Introduction> {
  if (type === undefined || isRefusal(type)) {
    const refused = type ?? { code: 500, lines: [] };
    throw refusalError('send files as they are', command('TYPE', 'I'), refused);
  }
  const isTold = feat !== undefined && isCompletion(feat);
  const features = isTold ? parseFeatures(feat.lines) : new Map<string, string>();
  const home = await homeOf(channel, pwd, signal);
  return { features, home, refusesUtf8: utf8On !== undefined && isRefusal(utf8On) };
}

/** Makes a login of the reply to USER or PASS: by an account where one is wanted, or an error. */
async function settle(newcomer: Newcomer, reply: Reply, signal: AbortSignal): Promise<void> {
  const { channel, options } = newcomer;
  if (isCompletion(reply)) return;
  if (reply.code !== 332) throw loginError(newcomer, 'The server refuses the login', reply);
  if (options.account === undefined) throw loginError(newcomer, 'It asks for an account', reply);
  const order = command('ACCT', options.account);
  const answer = await channel.exchange(order, signal);
  if (!isCompletion(answer)) throw loginError(newcomer, 'The server refuses the account', answer);
}

/** S/Key, OTP (RFC 2289) and the like ask for an answer that is good for once. */
function challengeIn(welcome: Reply): string | undefined {
  const text = replyText(welcome);
  const isChallenge = /\botp-|s\/?key|opie|challenge|one-?time|token/i.test(text);
  return welcome.code === 331 && isChallenge ? text : undefined;
}

function loginError({ options, challenge }: Newcomer, why: string, refused: Reply): RemoteError {
  // Whoever answers it has to see the question.
  const asked = challenge === undefined ? [] : challenge.split('\n');
  const reply = { ...refused, lines: [...asked, ...refused.lines] };
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
