// From a name to a server that said hello. A name may have several addresses, and one machine behind
// it may be full or going down while the next one serves.
import net from 'node:net';
import { withLimit } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { ControlChannel } from './net/control-channel.js';
import { dial, flowOf } from './net/dial.js';
import { proxyText } from './net/proxy.js';
import { type TextCodec } from './net/text-codec.js';
import { keepTickets, startTls, tlsText } from './net/tls.js';
import { Tracer } from './net/tracer.js';
import { type TrustOptions } from './net/trust.js';
import { type FtpOptions } from './options.js';
import { type Endpoint, formatEndpoint } from './protocol/endpoint.js';
import { isRefusal, type Reply } from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';
import { limitsOf } from './session.js';

/** What a connection is made with. */
export interface Visit {
  options: FtpOptions;
  codec: TextCodec;
  /** How TLS is spoken, where it is. */
  tls: TrustOptions;
  tickets: Buffer[];
}

/** A control connection whose server has said 220 (RFC 959 section 5.4). */
export interface Welcome {
  channel: ControlChannel;
  greeting: Reply;
}

/**
 * Connects and waits for the greeting (RFC 959 section 5.4). Where one address of the host has no
 * room (4yz) or hangs up, its others are tried, each once.
 */
export async function meet(visit: Visit, signal: AbortSignal): Promise<Welcome> {
  const except = new Set<string>();
  let failure: RemoteError | undefined;
  for (;;) {
    const channel = await connect(visit, except, signal).catch((error: unknown) => {
      throw isRemoteError(error, 'aborted') ? error : (failure ?? error);
    });
    const { peer } = channel;
    try {
      return { channel, greeting: await greet(channel, visit.options, signal) };
    } catch (error) {
      const known = error instanceof RemoteError ? error : new RemoteError('failed', String(error));
      channel.destroy(known);
      if (!mayServeElsewhere(known, visit.options)) throw known;
      failure ??= known;
      except.add(peer);
      channel.tracer.note('info', `${peer} does not serve; the host's other addresses are tried`);
    }
  }
}

function mayServeElsewhere({ kind, code = 0 }: RemoteError, { host, proxy }: FtpOptions): boolean {
  const isBusy = (code >= 400 && code < 500) || kind === 'disconnected';
  return isBusy && net.isIP(host) === 0 && proxy === undefined;
}

async function connect(
  { options, codec, tls, tickets }: Visit,
  except: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ControlChannel> {
  const { connectMs, replyMs } = limitsOf(options);
  const kind = 'connect' as const;
  const target = { ...endpointOf(options), timeoutMs: connectMs, kind, via: options.proxy };
  const tracer = new Tracer(options.trace);
  let socket = await dial(except.size === 0 ? target : { ...target, except }, signal);
  const flow = flowOf(socket);
  let secured: { tls: string } | undefined;
  if (options.security === 'implicit') {
    const plain = socket;
    const over = await withLimit((limited) => startTls(plain, tls, limited), connectMs, signal);
    keepTickets(over, tickets);
    secured = { tls: tlsText(over) };
    socket = over;
  }
  tracer.emit({ type: 'connect', channel: 'control', flow, ...secured });
  if (options.proxy !== undefined) {
    tracer.note('info', `through ${proxyText(options.proxy)} to ${formatEndpoint(target)}`);
  }
  return new ControlChannel({ socket, tracer, codec, replyMs });
}

/** Where the control connection goes. */
function endpointOf(options: FtpOptions): Endpoint {
  return { host: options.host, port: options.port ?? (options.security === 'implicit' ? 990 : 21) };
}

async function greet(
  channel: ControlChannel,
  options: FtpOptions,
  signal: AbortSignal,
): Promise<Reply> {
  const place = formatEndpoint(endpointOf(options));
  let greeting: Reply;
  try {
    greeting = await channel.greeting(channel.replyMs, signal);
  } catch (error) {
    if (!(error instanceof RemoteError) || error.kind === 'aborted') throw error;
    throw new RemoteError(error.kind, `${place} is connected, but: ${error.message}`, {
      cause: error,
      reply: error.reply,
      hint: error.hint ?? hintOf(error, options),
    });
  }
  if (!isRefusal(greeting)) return greeting;
  throw refusalError(`serve at ${place}`, { verb: '', line: '', log: '(greeting)' }, greeting);
}

function hintOf({ kind }: RemoteError, { security }: FtpOptions): string {
  if (security === 'implicit') {
    return 'Check host and port; security "explicit" may be what the server wants, on port 21.';
  }
  return kind === 'timeout'
    ? 'A server that says nothing may wait for TLS: security "implicit", as a rule on port 990.'
    : 'Check host and port, and whether the server wants security "implicit".';
}
