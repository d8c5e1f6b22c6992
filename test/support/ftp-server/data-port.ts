import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Refusal } from './refusal.js';
import { type DataPlay } from './rules.js';
import { type Settings } from './options.js';
import { type OpenSockets, plainAddress } from './sockets.js';
import { withDeadline } from './waiting.js';

export interface DataTarget {
  host: string;
  port: number;
}

export interface DataSocket {
  readonly mode: 'passive' | 'active';
  readonly socket: Socket;
}

interface DataPortContext {
  readonly settings: Settings;
  readonly sockets: OpenSockets;
  readonly control: Socket;
  readonly note: (text: string) => void;
}

const strangerAddress = '127.0.0.2';

/** Where the next data connection comes from: a passive port, or the client's own. */
export class DataPort {
  readonly #context: DataPortContext;
  readonly #arrivals = new EventEmitter();
  /** Every data socket of this session that is still open. */
  readonly #open = new Set<Socket>();
  #listener: Server | undefined;
  #target: DataTarget | undefined;
  /** Connected ahead, not used yet. */
  #waiting: Socket[] = [];

  constructor(context: DataPortContext) {
    this.#context = context;
  }

  /** Opens a passive port in place of what was agreed before. */
  async listen(play: DataPlay): Promise<number> {
    this.drop();
    const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      this.#welcome(socket, play);
    });
    const port = await listenOnAny(listener, this.#localHost, this.#candidates());
    this.#listener = listener;
    this.#context.sockets.addListener(listener);
    if (play.refuse === true) this.#context.sockets.shut(listener);
    return port;
  }

  /** Makes the client's port the place for the next data connection. */
  aim(target: DataTarget): void {
    this.drop();
    this.#target = target;
  }

  /** The next data connection. What was agreed is used up by it. */
  async open(play: DataPlay, signal: AbortSignal): Promise<DataSocket> {
    const { dataTimeoutMs } = this.#context.settings;
    const ready = this.#waiting.shift();
    if (ready) return { mode: 'passive', socket: ready };
    const target = this.#target;
    if (!target && !this.#listener) throw new Refusal('425 Use PORT or PASV first.');
    return withDeadline(dataTimeoutMs, signal, async (limit) =>
      target ? this.#dialOut(target, play, limit) : this.#accept(limit),
    );
  }

  /** Forgets what was agreed; a connection made ahead is cut. */
  drop(): void {
    if (this.#listener) this.#context.sockets.shut(this.#listener);
    this.#listener = undefined;
    this.#target = undefined;
    for (const socket of this.#waiting) socket.resetAndDestroy();
    this.#waiting = [];
  }

  /** Ends the data connections too. */
  destroy(): void {
    this.drop();
    for (const socket of this.#open) socket.destroy();
  }

  get #localHost(): string {
    return this.#context.control.localAddress ?? '127.0.0.1';
  }

  #candidates(): number[] {
    const range = this.#context.settings.passivePorts;
    if (!range) return [0];
    const [first, last] = range;
    const count = last - first + 1;
    const from = Math.floor(Math.random() * count);
    return Array.from({ length: count }, (_, index) => first + ((from + index) % count));
  }

  #welcome(socket: Socket, play: DataPlay): void {
    this.#adopt(socket);
    if (plainAddress(socket.remoteAddress) !== plainAddress(this.#context.control.remoteAddress)) {
      this.#context.note(`data connection from a stranger, ${socket.remoteAddress ?? ''}, refused`);
      socket.destroy();
      return;
    }
    if (play.neverAccept === true) return;
    if (!this.#context.settings.personality.passiveStaysOpen && this.#listener) {
      this.#context.sockets.shut(this.#listener);
      this.#listener = undefined;
    }
    this.#waiting.push(socket);
    this.#arrivals.emit('arrival');
  }

  async #accept(signal: AbortSignal): Promise<DataSocket> {
    await once(this.#arrivals, 'arrival', { signal });
    const socket = this.#waiting.shift();
    if (!socket) throw new Refusal('425 The data connection is gone.');
    return { mode: 'passive', socket };
  }

  async #dialOut(target: DataTarget, play: DataPlay, signal: AbortSignal): Promise<DataSocket> {
    if (play.stranger !== undefined && play.stranger !== false) {
      await this.#dial(target, { localAddress: strangerAddress }, signal);
      if (play.stranger === 'only') await once(this.#arrivals, 'arrival', { signal });
    }
    this.#target = undefined;
    const localAddress = this.#localHost;
    if (this.#context.settings.dataPort20) {
      try {
        const socket = await this.#dial(target, { localAddress, localPort: 20 }, signal);
        return { mode: 'active', socket };
      } catch (error) {
        if (!isPortTaken(error)) throw error;
      }
    }
    return { mode: 'active', socket: await this.#dial(target, { localAddress }, signal) };
  }

  async #dial(
    target: DataTarget,
    from: { localAddress: string; localPort?: number },
    signal: AbortSignal,
  ): Promise<Socket> {
    const socket = connect({ ...target, ...from, allowHalfOpen: true });
    this.#adopt(socket);
    try {
      await once(socket, 'connect', { signal });
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  #adopt(socket: Socket): void {
    socket.setNoDelay(true);
    // The transfer that uses it learns of an error by 'close'.
    socket.on('error', () => undefined);
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#waiting = this.#waiting.filter((other) => other !== socket);
    });
    this.#context.sockets.addSocket(socket);
  }
}

async function listenOnAny(listener: Server, host: string, ports: number[]): Promise<number> {
  for (const port of ports) {
    try {
      listener.listen(port, host);
      await once(listener, 'listening');
      return (listener.address() as AddressInfo).port;
    } catch {
      // Taken: the next one of the range may be free.
    }
  }
  throw new Refusal('425 No free port for a passive connection.');
}

function isPortTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return ['EACCES', 'EADDRINUSE', 'EADDRNOTAVAIL', 'EPERM'].includes(String(code));
}
