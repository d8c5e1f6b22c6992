// Our end of active mode: a port that is open for one connection of one peer, and no longer.
import net from 'node:net';
import { abortError, onAbort } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';
import { formatEndpoint, plainAddress } from '../protocol/endpoint.js';
import { flowOf } from './dial.js';
import { type Tracer } from './tracer.js';

/** Where to listen, and who alone may dial. */
export interface ListenOptions {
  /** The address to listen on: that of the control connection, never all of them. */
  host: string;
  /** Inclusive; any free port where undefined. */
  ports: readonly [first: number, last: number] | undefined;
  /** The only address that may dial us. */
  peer: string;
  tracer: Tracer;
}

/** A port of ours for one data connection of active mode; who is not the server is refused and told. */
export class Listener {
  readonly port: number;
  readonly #server: net.Server;
  readonly #options: ListenOptions;
  readonly #accepted: Promise<net.Socket>;
  #unclaimed: net.Socket | undefined;
  #take: (socket: net.Socket) => void = () => undefined;
  /** Ends the wait for the peer, if there is one. */
  #stopWaiting: () => void = () => undefined;

  private constructor(server: net.Server, options: ListenOptions) {
    this.#server = server;
    this.#options = options;
    this.port = (server.address() as net.AddressInfo).port;
    this.#accepted = new Promise((resolve) => (this.#take = resolve));
    server.on('connection', (socket) => {
      this.#judge(socket);
    });
  }

  /** Opens the first port of the range that is free. */
  static async open(options: ListenOptions): Promise<Listener> {
    const [first, last] = options.ports ?? [0, 0];
    for (let port = first; port <= last; port += 1) {
      const server = await tryListen(options.host, port);
      if (server !== undefined) return new Listener(server, options);
    }
    const text = `No port from ${String(first)} to ${String(last)} of ${options.host} can be listened on`;
    throw new RemoteError('data-connection', text, {
      hint: 'Allow more ports in "active", or free some.',
    });
  }

  /** The peer's connection; the port is closed as soon as it stands, and when it does not come. */
  async accept(timeoutMs: number, signal: AbortSignal): Promise<net.Socket> {
    const place = formatEndpoint({ host: this.#options.host, port: this.port });
    return new Promise<net.Socket>((resolve, reject) => {
      const timer = setTimeout(() => {
        fail(notDialled(place, timeoutMs, this.#options.peer));
      }, timeoutMs);
      const fail = (error: RemoteError): void => {
        reject(error);
        this.close();
      };
      const stopListening = onAbort(signal, () => {
        fail(abortError(signal, 'The transfer'));
      });
      this.#stopWaiting = () => {
        clearTimeout(timer);
        stopListening();
        reject(new RemoteError('disconnected', `The port ${place} was closed by us`));
      };
      void this.#accepted.then((socket) => {
        clearTimeout(timer);
        stopListening();
        this.#unclaimed = undefined;
        resolve(socket);
      });
    });
  }

  /** Ends listening, and a connection that came and that nobody wants any more. */
  close(): void {
    this.#stopWaiting();
    this.#server.close();
    this.#unclaimed?.destroy();
  }

  #judge(socket: net.Socket): void {
    socket.on('error', () => undefined);
    const address = plainAddress(socket.remoteAddress ?? '');
    if (address === this.#options.peer && this.#server.listening) {
      this.#server.close();
      this.#unclaimed = socket;
      this.#take(socket);
      return;
    }
    const reason = `only ${this.#options.peer}, the server, may open this data connection`;
    this.#options.tracer.emit({ type: 'rejected', reason, flow: flowOf(socket) });
    socket.destroy();
  }
}

function tryListen(host: string, port: number): Promise<net.Server | undefined> {
  const server = net.createServer({ noDelay: true });
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, host, () => {
      resolve(server);
    });
  });
}

function notDialled(place: string, timeoutMs: number, peer: string): RemoteError {
  const text =
    `The data connection was not made: we listened on ${place} (active mode), ` +
    `and ${peer} did not dial it within ${String(timeoutMs)} ms`;
  return new RemoteError('data-connection', text, {
    hint: 'A firewall or an address translator on our side may drop it: try the data mode "passive".',
  });
}
