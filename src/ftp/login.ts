// From nothing to a logged-in session: dial, banner, TLS, user, features, type, home.
import { RemoteError } from '../base/remote-error.js';
import { authenticate } from './authenticate.js';
import { type HostKnowledge } from './host-knowledge.js';
import { DataSlot } from './data-slot.js';
import { ControlChannel } from './net/control-channel.js';
import { dial, flowOf } from './net/dial.js';
import { type TextCodec, textCodec } from './net/text-codec.js';
import { keepTickets, startTls, tlsOptions, tlsText } from './net/tls.js';
import { Tracer } from './net/tracer.js';
import { expectFirst } from './next-data.js';
import { type FtpOptions } from './options.js';
import { type Command, command } from './protocol/command.js';
import { formatEndpoint } from './protocol/endpoint.js';
import { isRefusal, type Reply, replyText } from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';
import { type DataProtection, limitsOf, type Session } from './session.js';

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

async function openOnce(
  options: FtpOptions,
  knowledge: HostKnowledge,
  signal: AbortSignal,
): Promise<Session> {
  const tickets: Buffer[] = [];
  knowledge.foreignNames ??= new Set();
  const codec = textCodec(options.encoding, knowledge.foreignNames);
  const channel = await connect(options, { codec, tickets }, signal);
  try {
    const greeting = await greet(channel, formatEndpoint(endpointOf(options)), signal);
    if (losesPipelined.test(replyText(greeting))) knowledge.pipelines ??= false;
    const protection = await protect({ options, channel, tickets }, signal);
    const { ahead, ...introduction } = await authenticate({ channel, options, knowledge }, signal);
    const settling = Promise.resolve();
    const next = new DataSlot();
    const limits = limitsOf(options);
    const newcomer = { channel, options, limits, knowledge, protection, settling, next };
    const session: Session = { ...newcomer, ...introduction };
    channel.onEnd = () => {
      next.drop();
    };
    if (ahead !== undefined) expectFirst(session, ahead);
    return session;
  } catch (error) {
    channel.destroy(
      error instanceof RemoteError ? error : new RemoteError('failed', String(error)),
    );
    throw error;
  }
}

/** Servers that are known to lose commands which come together. */
const losesPipelined = /Microsoft FTP Service|MadGoat|MikroTik/i;

async function connect(
  options: FtpOptions,
  { codec, tickets }: { codec: TextCodec; tickets: Buffer[] },
  signal: AbortSignal,
): Promise<ControlChannel> {
  const { connectMs, replyMs } = limitsOf(options);
  const target = { ...endpointOf(options), timeoutMs: connectMs, kind: 'connect' as const };
  const tracer = new Tracer(options.trace);
  let socket = await dial(target, signal);
  const flow = flowOf(socket);
  let tls: string | undefined;
  if (options.security === 'implicit') {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(connectMs)]);
    const secured = await startTls(socket, tlsOptions(options.host, options.tls), limited);
    keepTickets(secured, tickets);
    tls = tlsText(secured);
    socket = secured;
  }
  tracer.emit({ type: 'connect', channel: 'control', flow, ...(tls !== undefined && { tls }) });
  return new ControlChannel({ socket, tracer, codec, replyMs });
}

/** Where the control connection goes. */
function endpointOf(options: FtpOptions): { host: string; port: number } {
  return { host: options.host, port: options.port ?? (options.security === 'implicit' ? 990 : 21) };
}

async function greet(channel: ControlChannel, place: string, signal: AbortSignal): Promise<Reply> {
  let greeting: Reply;
  try {
    greeting = await channel.greeting(channel.replyMs, signal);
  } catch (error) {
    if (!(error instanceof RemoteError) || error.kind === 'aborted') throw error;
    const hint = error.hint ?? 'Check host and port, and whether the server wants implicit TLS.';
    throw new RemoteError(error.kind, `${place} is connected, but: ${error.message}`, {
      cause: error,
      reply: error.reply,
      hint,
    });
  }
  if (!isRefusal(greeting)) return greeting;
  throw refusalError(`serve at ${place}`, { verb: '', line: '', log: '(greeting)' }, greeting);
}

/** AUTH TLS where it is wanted (RFC 4217 section 4); without it no password is sent. */
async function protect(
  {
    options,
    channel,
    tickets,
  }: { options: FtpOptions; channel: ControlChannel; tickets: Buffer[] },
  signal: AbortSignal,
): Promise<DataProtection | undefined> {
  const { security = 'none' } = options;
  if (security === 'none') return undefined;
  const tls = tlsOptions(options.host, options.tls);
  if (security !== 'implicit') {
    const refusal = await tryAuth(channel, signal);
    if (refusal !== undefined && security === 'explicit-if-available') {
      channel.tracer.note('warn', 'The server offers no TLS: everything goes in clear text');
      return undefined;
    }
    if (refusal !== undefined) throw refusal;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(channel.replyMs)]);
    const secured = await channel.secure(tls, limited);
    keepTickets(secured, tickets);
    channel.tracer.note('info', `control connection secured by ${tlsText(secured)}`);
  }
  await channel.exchange(command('PBSZ', '0'), signal);
  await demandTls(channel, command('PROT', 'P'), signal);
  return { options: tls, tickets };
}

async function tryAuth(
  channel: ControlChannel,
  signal: AbortSignal,
): Promise<RemoteError | undefined> {
  const order = command('AUTH', 'TLS');
  let reply = await channel.exchange(order, signal);
  if ([500, 502, 504].includes(reply.code))
    reply = await channel.exchange(command('AUTH', 'SSL'), signal);
  return isRefusal(reply)
    ? tlsRefusal('protect the connection with TLS', order.log, reply)
    : undefined;
}

async function demandTls(
  channel: ControlChannel,
  order: Command,
  signal: AbortSignal,
): Promise<void> {
  const reply = await channel.exchange(order, signal);
  if (isRefusal(reply)) throw tlsRefusal('protect data connections with TLS', order.log, reply);
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
