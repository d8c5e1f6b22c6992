import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { isAbsolute } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { testCertificate } from '../test-certificate.js';
import { DiskStore } from './disk-store.js';
import { fileCommands } from './file-commands.js';
import { type FileStore } from './file-store.js';
import { Journal, type LogEvent } from './journal.js';
import { listCommands } from './list-commands.js';
import { loginCommands } from './login-commands.js';
import { MemoryStore } from './memory-store.js';
import { type FtpServerOptions, type Settings, type TlsSettings, toSettings } from './options.js';
import { pathCommands } from './path-commands.js';
import { portCommands } from './port-commands.js';
import { type Cut, type Rule, RuleBook } from './rules.js';
import { type ServerContext, Session } from './session.js';
import { settingCommands } from './setting-commands.js';
import { SiteFiles } from './site-files.js';
import { OpenSockets } from './sockets.js';

export { type FtpServerOptions } from './options.js';

const commands = new Map(
  Object.entries({
    ...loginCommands,
    ...settingCommands,
    ...pathCommands,
    ...portCommands,
    ...listCommands,
    ...fileCommands,
  }),
);

/** An FTP server for tests and demos: obedient by default, rude where its rules say so. */
export class FtpServer {
  readonly files: SiteFiles;
  readonly #context: ServerContext;
  readonly #listener: Server;
  readonly #address: AddressInfo;
  readonly #sessions: Set<Session>;

  /** Opens the port; the server answers from here on until `stop`. */
  static async start(options: FtpServerOptions = {}): Promise<FtpServer> {
    const settings = toSettings(options);
    const sessions = new Set<Session>();
    const context = toContext(options, settings, sessions);
    for (const rule of options.rules ?? []) context.rules.add(rule);
    let count = 0;
    const listener = createServer({ allowHalfOpen: true }, (socket) => {
      count += 1;
      welcome(socket, { id: count, context, sessions });
    });
    listener.listen(options.port ?? 0, options.host ?? '127.0.0.1');
    await once(listener, 'listening');
    context.sockets.addListener(listener);
    return new FtpServer({ context, listener, sessions });
  }

  private constructor(parts: { context: ServerContext; listener: Server; sessions: Set<Session> }) {
    this.#context = parts.context;
    this.#listener = parts.listener;
    this.#address = parts.listener.address() as AddressInfo;
    this.#sessions = parts.sessions;
    this.files = new SiteFiles(parts.context.store, parts.context.settings.now);
  }

  get host(): string {
    return this.#address.address;
  }

  get port(): number {
    return this.#address.port;
  }

  /** What has happened so far, in order. */
  get log(): readonly LogEvent[] {
    return this.#context.journal.events;
  }

  /** Open control connections now. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** Control connections, data connections and listeners that are open now. */
  get openSockets(): number {
    return this.#context.sockets.count;
  }

  /** The command lines received, passwords and all; only those of one command where it is named. */
  commands(name?: string): string[] {
    return this.log
      .filter(({ kind }) => kind === 'command')
      .map(({ text }) => text)
      .filter((line) => name === undefined || toName(line) === toName(name));
  }

  clearLog(): void {
    this.#context.journal.clear();
  }

  /** Adds a rule behind those in force; the answer takes it out again. */
  script(rule: Rule): () => void {
    return this.#context.rules.add(rule);
  }

  clearRules(): void {
    this.#context.rules.clear();
  }

  /** Cuts every control connection now, and with it its data connections. */
  dropAll(how: Cut): void {
    for (const session of this.#sessions) session.control.close(how);
  }

  /** Ends everything; may be called twice. */
  async stop(): Promise<void> {
    const { sockets } = this.#context;
    const closed = this.#listener.listening ? once(this.#listener, 'close') : undefined;
    sockets.destroyAll();
    await closed;
    await sockets.empty();
    // The loop lets go of closed handles one turn later.
    await setImmediate();
  }
}

function toName(line: string): string | undefined {
  return /^\S*/.exec(line)?.[0].toUpperCase();
}

function toContext(
  options: FtpServerOptions,
  settings: Settings,
  sessions: Set<Session>,
): ServerContext {
  return {
    settings,
    commands,
    store: toStore(options, settings),
    rules: new RuleBook(),
    journal: new Journal(settings.now, options.onEvent),
    sockets: new OpenSockets(),
    secureContext: toSecureContext(settings.tls),
    dataSecureContext:
      settings.tls.data && toSecureContext({ ...settings.tls, ...settings.tls.data }),
    isFull: () => sessions.size > settings.maxConnections,
    loginCount: () => [...sessions].filter(({ user }) => user !== undefined).length,
    onClosed: (session) => sessions.delete(session),
  };
}

function toStore({ files = {} }: FtpServerOptions, { now }: Settings): FileStore {
  const { folder } = files;
  const isOnDisk = typeof folder === 'string' && isAbsolute(folder);
  return isOnDisk && Object.keys(files).length === 1
    ? new DiskStore(folder)
    : new MemoryStore(files, now);
}

function toSecureContext(tls: TlsSettings): SecureContext | undefined {
  if (tls.mode === 'none') return undefined;
  const { key, cert } = tls.key !== undefined && tls.cert !== undefined ? tls : testCertificate();
  const { minVersion, maxVersion, ciphers } = tls;
  return createSecureContext({
    key,
    cert,
    // Without it no session is resumed where the client shows a certificate.
    sessionIdContext: 'test',
    ...(minVersion && { minVersion }),
    ...(maxVersion && { maxVersion }),
    ...(ciphers !== undefined && { ciphers }),
  });
}

function welcome(
  socket: Socket,
  parts: { id: number; context: ServerContext; sessions: Set<Session> },
): void {
  const { id, context, sessions } = parts;
  context.sockets.addSocket(socket);
  const session = new Session(id, socket, context);
  sessions.add(session);
  void session.greet();
}
