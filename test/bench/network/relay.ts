// The fallback where no namespaces can be had: a relay in user space that holds back what it
// passes on. The system accepts a connection at once, so the time of a handshake is put in
// afterwards: the server is dialled when a handshake over the link would be done, and what the
// client sends before that is counted from there. What it cannot delay are acknowledgements: a
// server that waits for one before it confirms a transfer looks one round trip faster than it is.
import net from 'node:net';
import { startServer } from '../../support/servers/start-server.js';
import { type Link, type Network } from './network.js';

const clientsDial = '127.0.0.1';
/** The same ports on another address of the loopback, so that no reply has to be changed. */
const serversListen = '127.0.0.2';
const passivePorts = 100;

export function relayNetwork(reason: string): Network {
  return {
    description:
      'a relay in user space, because network namespaces cannot be had ' +
      `(${reason}): handshakes are delayed afterwards, acknowledgements not at all, ` +
      'so servers that wait for them look up to one round trip faster than they are',
    // It shares this process with everything else.
    links: () => 1,
    link: (rttMs) => Promise.resolve(relayed(rttMs)),
  };
}

function relayed(rttMs: number): Link {
  return {
    rttMs,
    enter: [],
    serve: async (name, security, extra) => {
      const { relays, ports } = await listenOnRange(rttMs);
      const tls = security === 'tls' ? { tls: 'explicit' as const } : {};
      try {
        const settings = { address: serversListen, passivePorts: ports, extra, ...tls };
        const server = await startServer(name, settings);
        relays.push(await listen(server.port, rttMs));
        const stop = async (): Promise<void> => {
          for (const relay of relays) relay.close();
          await server.stop();
        };
        return { server, host: clientsDial, stop };
      } catch (error) {
        for (const relay of relays) relay.close();
        throw error;
      }
    },
    counters: () => Promise.resolve(undefined),
    close: () => undefined,
  };
}

interface Range {
  readonly relays: net.Server[];
  readonly ports: readonly [first: number, last: number];
}

async function listenOnRange(rttMs: number): Promise<Range> {
  for (let first = 20_000; first < 30_000; first += passivePorts) {
    const last = first + passivePorts - 1;
    const all = Array.from({ length: passivePorts }, (_, at) => listen(first + at, rttMs));
    const outcomes = await Promise.allSettled(all);
    const relays = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (relays.length === passivePorts) return { relays, ports: [first, last] };
    for (const relay of relays) relay.close();
  }
  throw new Error('no free range of ports was found');
}

function listen(port: number, rttMs: number): Promise<net.Server> {
  const relay = net.createServer({ allowHalfOpen: true, pauseOnConnect: false }, (client) => {
    join(client, port, rttMs);
  });
  return new Promise((resolve, reject) => {
    relay.once('error', reject);
    relay.listen(port, clientsDial, () => {
      resolve(relay);
    });
  });
}

function join(client: net.Socket, port: number, rttMs: number): void {
  // A little later, so that nothing is due before the server is dialled.
  const connected = performance.now() + rttMs + 2;
  const server = new net.Socket({ allowHalfOpen: true });
  const drop = (): void => {
    client.destroy();
    server.destroy();
  };
  client.setNoDelay(true).on('error', drop);
  server.setNoDelay(true).on('error', drop);
  const dial = setTimeout(() => server.connect(port, serversListen), rttMs * 1.5);
  client.once('close', () => {
    clearTimeout(dial);
  });
  // Whoever would send before the handshake is done would send at its end.
  pass(client, server, () => Math.max(performance.now(), connected) + rttMs / 2);
  pass(server, client, () => performance.now() + rttMs / 2);
}

/** Passes everything on in order, each piece when its time has come. */
function pass(from: net.Socket, to: net.Socket, dueAt: () => number): void {
  const waiting: (() => void)[] = [];
  const later = (deliver: () => void): void => {
    waiting.push(deliver);
    // Timers may fire out of order: each delivers whatever is first.
    setTimeout(() => waiting.shift()?.(), dueAt() - performance.now());
  };
  from.on('data', (piece) => {
    later(() => to.write(piece));
  });
  from.once('end', () => {
    later(() => to.end());
  });
  from.once('close', (hadError) => {
    if (hadError) later(() => to.destroy());
  });
}
