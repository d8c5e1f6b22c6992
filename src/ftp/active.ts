// Active mode: we open a port, tell it to the server, and the server dials it, from its port 20 as
// a rule. It does so after the transfer command, so the connection is waited for then.
import { abortError } from '../base/abort.js';
import { RemoteError } from '../base/remote-error.js';
import { type DataOpening } from './data-way.js';
import { DataConnection } from './net/data-connection.js';
import { flowOf } from './net/dial.js';
import { Listener } from './net/listener.js';
import { command } from './protocol/command.js';
import { type Endpoint, formatEprt, formatPort, plainAddress } from './protocol/endpoint.js';
import { isRefusal } from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';
import { type Session } from './session.js';

/** The commands that name our address to the server (RFC 2428 section 2, RFC 959 section 4.1.2). */
export type ActiveWay = 'EPRT' | 'PORT';

/** A port of ours that the server has been told; kind `data-connection` where none can be opened. */
export async function openActive(
  way: ActiveWay,
  session: Session,
  signal: AbortSignal,
): Promise<DataOpening> {
  const { channel, options, limits } = session;
  if (options.proxy !== undefined) {
    throw new RemoteError('data-connection', 'Nobody can dial us through a proxy', {
      hint: 'Behind a proxy only the passive mode works: set dataMode to "passive".',
    });
  }
  const { localAddress = '', remoteAddress = '' } = channel.socket;
  const host = plainAddress(localAddress);
  const { address = host, ports } = options.active ?? {};
  const peer = plainAddress(remoteAddress);
  const listener = await Listener.open({ host, ports, peer, tracer: channel.tracer });
  try {
    await announce(way, { session, endpoint: { host: address, port: listener.port } }, signal);
  } catch (error) {
    listener.close();
    throw error;
  }
  return {
    way,
    isOpen: true,
    accept: async (stop) => {
      const socket = await listener.accept(limits.connectMs, stop);
      const flow = flowOf(socket);
      const { tracer } = channel;
      tracer.emit({ type: 'data-open', mode: 'active', via: way, initiator: 'server', flow });
      if (socket.remotePort !== 20) {
        tracer.note('info', `the server dialled from port ${String(socket.remotePort)}, not 20`);
      }
      return new DataConnection({
        socket,
        tracer,
        idleMs: limits.dataMs,
        isHurried: () => session.isClosing,
        flow,
      });
    },
    destroy: () => {
      listener.close();
    },
  };
}

async function announce(
  way: ActiveWay,
  { session, endpoint }: { session: Session; endpoint: Endpoint },
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) throw abortError(signal, 'The transfer');
  if (way === 'PORT' && endpoint.host.includes(':')) {
    throw new RemoteError('data-connection', 'PORT cannot tell an IPv6 address');
  }
  const order = command(way, way === 'EPRT' ? formatEprt(endpoint) : formatPort(endpoint));
  const reply = await session.channel.exchange(order, signal);
  if (!isRefusal(reply)) return;
  throw refusalError('dial us for the data connection', order, reply);
}
