import { once } from 'node:events';
import { type Server, type Socket } from 'node:net';
import { type Cut } from './rules.js';

/** Every socket and listener that is open now. */
export class OpenSockets {
  readonly #sockets = new Set<Socket>();
  readonly #listeners = new Set<Server>();

  get count(): number {
    return this.#sockets.size + this.#listeners.size;
  }

  addSocket(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  addListener(listener: Server): void {
    this.#listeners.add(listener);
  }

  /** Stops listening; the connections that the listener has made live on. */
  shut(listener: Server): void {
    if (this.#listeners.delete(listener)) listener.close();
  }

  destroyAll(): void {
    for (const listener of [...this.#listeners]) this.shut(listener);
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves when every socket has closed. */
  async empty(): Promise<void> {
    await Promise.all(
      Array.from(this.#sockets, async (socket) => {
        await once(socket, 'close');
      }),
    );
  }
}

/** Ends `socket` now, with the goodbye (FIN) or without (RST). */
export function cut(socket: Socket, how: Cut): void {
  if (how === 'reset') socket.resetAndDestroy();
  else socket.destroySoon();
}

/** "address:port", without the prefix of a mapped IPv4 address. */
export function flowOf(socket: Socket): { local: string; remote: string } {
  return {
    local: toAddress(socket.localAddress, socket.localPort),
    remote: toAddress(socket.remoteAddress, socket.remotePort),
  };
}

/** An IPv4 address that came mapped into IPv6, as IPv4; anything else as it is. */
export function plainAddress(address = ''): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function toAddress(address: string | undefined, port = 0): string {
  const plain = plainAddress(address);
  return plain.includes(':') ? `[${plain}]:${String(port)}` : `${plain}:${String(port)}`;
}
