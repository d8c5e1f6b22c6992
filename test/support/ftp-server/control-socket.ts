import { type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { type Cut } from './rules.js';
import { cut } from './sockets.js';

export interface ControlListener {
  /** Whole lines, raw text, in the portions in which they came. */
  onLines(lines: string[]): void;
  /** The client has said its last word. */
  onEnd(): void;
  onClosed(): void;
}

/** Telnet's interrupts and offers, which clients send before ABOR. */
const telnetCommands = /^(?:\xff(?:[\xfb-\xfe][^]|[\xf0-\xfa]))+/;

/** The control connection as lines in and bytes out, in clear text or under TLS. */
export class ControlSocket {
  readonly socket: Socket;
  readonly #listener: ControlListener;
  #channel: Socket;
  #tail = '';

  constructor(socket: Socket, listener: ControlListener) {
    this.socket = socket;
    this.#channel = socket;
    this.#listener = listener;
    socket.setNoDelay(true);
    socket.once('close', () => {
      listener.onClosed();
    });
    this.#listen();
  }

  get isSecure(): boolean {
    return this.#channel instanceof TLSSocket;
  }

  send(bytes: Uint8Array): void {
    if (this.#channel.writable) this.#channel.write(bytes);
  }

  /** Goes on under TLS. What was read in clear text and not used yet is thrown away. */
  startTls(secureContext: SecureContext, demandsCertificate = false): void {
    this.#channel.off('data', this.#take);
    this.#channel.off('end', this.#end);
    this.#tail = '';
    this.#channel = new TLSSocket(this.socket, {
      isServer: true,
      secureContext,
      requestCert: demandsCertificate,
      rejectUnauthorized: demandsCertificate,
    });
    this.#listen();
  }

  close(how: Cut): void {
    if (how === 'fin') this.#channel.destroySoon();
    else cut(this.socket, how);
  }

  #listen(): void {
    this.#channel.on('data', this.#take);
    this.#channel.on('end', this.#end);
    // What ends a control connection is told by 'close'.
    this.#channel.on('error', () => undefined);
  }

  readonly #take = (chunk: Buffer): void => {
    const lines = (this.#tail + chunk.toString('latin1')).split('\n');
    this.#tail = lines.pop() ?? '';
    const clean = lines.map((line) => line.replace(/\r$/, '').replace(telnetCommands, ''));
    if (clean.length > 0) this.#listener.onLines(clean);
  };

  readonly #end = (): void => {
    this.#listener.onEnd();
  };
}
