// Tests run in the extension host, which knows the window only from inside. Over this bridge they
// drive the window from outside, as a person would, command the FTP server, and tell how they go.
import http from 'node:http';
import type { TestEvent } from './test-events.js';

/** The objects whose methods can be called, by name. */
export type Targets = Readonly<Record<string, object>>;

interface Call {
  readonly target: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** An address on this machine where calls are taken. */
export class Bridge {
  readonly address: string;
  /** What to do, while things are still as they were, when a test has failed. */
  onFailure: (() => Promise<void>) | undefined;
  readonly #server: http.Server;
  readonly #onEvent: (event: TestEvent) => void;
  #targets: Targets = {};

  static async start(onEvent: (event: TestEvent) => void): Promise<Bridge> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Bridge(server, onEvent);
  }

  private constructor(server: http.Server, onEvent: (event: TestEvent) => void) {
    this.#server = server;
    this.#onEvent = onEvent;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the bridge has no port');
    this.address = `http://127.0.0.1:${String(address.port)}`;
    server.on('request', (request, response) => {
      void this.#answer(request, response);
    });
  }

  /** Says what can be called from now on. */
  offer(targets: Targets): void {
    this.#targets = { ...this.#targets, ...targets };
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    try {
      const message = JSON.parse(await bodyOf(request)) as Call | TestEvent;
      response.end(JSON.stringify({ result: await this.#take(message) }));
    } catch (error) {
      // The test that called is told, and fails with these words.
      const text = error instanceof Error ? error.message : String(error);
      response.end(JSON.stringify({ error: text }));
    }
  }

  async #take(message: Call | TestEvent): Promise<unknown> {
    if ('method' in message) return this.#call(message);
    this.#onEvent(message);
    if (message.kind === 'failed') await this.onFailure?.();
    return undefined;
  }

  async #call({ target, method, args }: Call): Promise<unknown> {
    const owner = this.#targets[target] as Record<string, unknown> | undefined;
    const action = owner?.[method];
    if (typeof action !== 'function') throw new Error(`there is no ${target}.${method} here`);
    return (await action.apply(owner, args)) as unknown;
  }
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
