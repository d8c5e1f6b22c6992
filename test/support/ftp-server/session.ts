import { type Socket } from 'node:net';
import { posix } from 'node:path';
import { type SecureContext } from 'node:tls';
import { ControlSocket } from './control-socket.js';
import { DataPort } from './data-port.js';
import { type FileStore, tryRefusalReply } from './file-store.js';
import { type Journal, type LogEvent } from './journal.js';
import { type Personality, type Settings, type User } from './options.js';
import { Refusal } from './refusal.js';
import { type Action, type Raw, type RuleBook, toBytes } from './rules.js';
import { flowOf, type OpenSockets } from './sockets.js';
import { pause } from './waiting.js';
import { fromRaw } from './wire-text.js';

type FeatureName = {
  [Key in keyof Personality]: Personality[Key] extends boolean ? Key : never;
}[keyof Personality];

/** What a command does; the text is its (final) reply. */
export interface Command {
  run: (session: Session, argument: string) => string | undefined | Promise<string | undefined>;
  beforeLogin?: boolean;
  /** Refused to readonly users. */
  writes?: boolean;
  /** Unknown to a personality without it. */
  feature?: FeatureName;
}

/** What all sessions of a server share. */
export interface ServerContext {
  readonly settings: Settings;
  readonly store: FileStore;
  readonly rules: RuleBook;
  readonly journal: Journal;
  readonly sockets: OpenSockets;
  readonly commands: ReadonlyMap<string, Command>;
  /** Undefined where the server has no TLS. */
  readonly secureContext: SecureContext | undefined;
  /** For data connections, where they have another certificate. */
  readonly dataSecureContext: SecureContext | undefined;
  readonly isFull: () => boolean;
  readonly loginCount: () => number;
  readonly onClosed: (session: Session) => void;
}

/** One control connection: its commands, one after the other, and what they have set. */
export class Session {
  readonly id: number;
  readonly context: ServerContext;
  readonly control: ControlSocket;
  readonly data: DataPort;
  userName: string | undefined;
  /** Set from login on. */
  user: User | undefined;
  cwd = '/';
  type: 'A' | 'I' = 'A';
  protection: 'C' | 'P' = 'C';
  restart = 0;
  renameFrom: string | undefined;
  facts = ['type', 'size', 'modify', 'perm', 'unix.mode', 'unique'];
  epsvOnly = false;
  quitting = false;
  /** Set by ABOR in a transfer, until it is answered. */
  abortAsked = false;
  /** The rule for the command that runs. */
  action: Action = {};
  readonly #queue: string[] = [];
  readonly #gone = new AbortController();
  #isRunning = false;
  #isMuted = false;
  #transfer: AbortController | undefined;
  #isTransferOpen = false;
  readonly #idle: NodeJS.Timeout | undefined;

  constructor(id: number, socket: Socket, context: ServerContext) {
    this.id = id;
    this.context = context;
    const { settings, sockets } = context;
    this.cwd = settings.home;
    this.note('connect', 'control connection', flowOf(socket));
    this.control = new ControlSocket(socket, {
      onLines: (lines) => {
        this.#take(lines);
      },
      onEnd: () => {
        this.#end();
      },
      onClosed: () => {
        this.#close();
      },
    });
    this.data = new DataPort({
      settings,
      sockets,
      control: socket,
      note: (text) => {
        this.note('note', text);
      },
    });
    if (settings.idleTimeoutMs > 0) {
      this.#idle = setTimeout(() => {
        this.#timeOut();
      }, settings.idleTimeoutMs);
    }
  }

  /** Says hello. */
  async greet(): Promise<void> {
    if (this.context.settings.tls.mode === 'implicit') {
      this.startTls();
      this.protection = 'P';
    }
    await this.#inTurn(() => this.#perform('connect', '', () => this.#greeting()));
  }

  /** The absolute path that the user means. */
  resolve(argument: string): string {
    return posix.resolve(this.cwd, argument);
  }

  /** Where that is in the store. */
  locate(argument: string): string {
    return posix.join(this.user?.root ?? '/', this.resolve(argument));
  }

  /** Sends a reply line, or the lines of one, unless a rule keeps them back. */
  reply(text: string): void {
    if (this.#isMuted) return;
    this.control.send(Buffer.from(`${text}\r\n`, 'latin1'));
    this.note('reply', fromRaw(text));
  }

  note(kind: LogEvent['kind'], text: string, more: Partial<LogEvent> = {}): void {
    this.context.journal.record(this.id, { ...more, kind, text });
  }

  /** Goes on under TLS; lines that came ahead in clear text are forgotten. */
  startTls(): void {
    const { secureContext } = this.context;
    if (!secureContext) return;
    this.#queue.length = 0;
    this.control.startTls(secureContext, this.context.settings.tls.demandsCertificate);
  }

  /** Forgets the login. */
  reset(): void {
    this.data.drop();
    this.user = undefined;
    this.userName = undefined;
    this.cwd = this.context.settings.home;
    this.restart = 0;
    this.renameFrom = undefined;
  }

  /** Runs `work` as the transfer that ABOR ends; `work` says when its data connection is there. */
  async inTransfer<T>(
    work: (transfer: { abort: AbortController; opened: () => void }) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController();
    if (this.#gone.signal.aborted) abort.abort();
    this.#transfer = abort;
    try {
      return await work({
        abort,
        opened: () => {
          this.#isTransferOpen = true;
        },
      });
    } finally {
      this.#transfer = undefined;
      this.#isTransferOpen = false;
      this.#idle?.refresh();
    }
  }

  /** Waits, but not for a client that is gone. */
  async pause(ms: number): Promise<void> {
    await pause(ms, this.#gone.signal);
  }

  #greeting(): string {
    if (!this.context.isFull()) return this.context.settings.personality.greeting;
    this.quitting = true;
    return '421 Too many connections, try again later.';
  }

  #take(portion: string[]): void {
    this.#idle?.refresh();
    const { swallowPipelined } = this.context.settings.personality;
    const lines = swallowPipelined ? portion.slice(0, 1) : portion;
    this.#queue.push(...(this.#transfer ? this.#takeInTransfer(lines) : lines));
    this.#pump();
  }

  /** In a transfer ABOR is heard at once; what becomes of other commands is a habit of the server. */
  #takeInTransfer(lines: string[]): string[] {
    const { duringTransfer } = this.context.settings.personality;
    const others = lines.filter((line) => !isAbort(line));
    if (others.length < lines.length) {
      this.abortAsked = true;
      this.#transfer?.abort();
    }
    if (duringTransfer === 'queued' || others.length === 0) return lines;
    if (duringTransfer === 'swallowed') this.reply('500 Unknown command');
    else
      for (const line of others) this.reply(`450 ${split(line).name}: data transfer in progress`);
    return lines.filter(isAbort);
  }

  #pump(): void {
    if (this.#isRunning) return;
    void this.#inTurn(async () => {
      for (let line = this.#queue.shift(); line !== undefined; line = this.#queue.shift()) {
        await this.#run(line);
      }
    });
  }

  /** The only place where commands run: one turn at a time, and never a failure past it. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    this.#isRunning = true;
    try {
      await work();
    } catch (error) {
      this.note('note', `the server failed: ${String(error)}`);
      this.control.close('reset');
    }
    this.#isRunning = false;
    if (this.#queue.length > 0) this.#pump();
    else if (this.#gone.signal.aborted) this.control.close('fin');
  }

  async #run(line: string): Promise<void> {
    const { name, argument } = split(line);
    this.note('command', fromRaw(line));
    await this.#perform(name, argument, async () => this.#answer(line));
  }

  async #answer(line: string): Promise<string | undefined> {
    const { name, argument } = split(line);
    if (line.length > this.context.settings.personality.maxLineBytes) return '500 Line too long.';
    const command = this.context.commands.get(name);
    try {
      return this.#refusalOf(command, name) ?? (await command?.run(this, argument));
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      return tryRefusalReply(error, argument) ?? `451 ${String(error)}`;
    }
  }

  #refusalOf(command: Command | undefined, name: string): string | undefined {
    const { personality } = this.context.settings;
    if (!command || (command.feature && !personality[command.feature])) {
      return `500 ${name}: command not understood.`;
    }
    if (!this.user && command.beforeLogin !== true) return '530 Please login with USER and PASS.';
    if (command.writes === true && this.user?.readonly === true) return '550 Permission denied.';
    return undefined;
  }

  async #perform(
    name: string,
    argument: string,
    work: () => string | undefined | Promise<string | undefined>,
  ): Promise<void> {
    const action = this.context.rules.take(name, argument);
    this.action = action;
    if (action.delayMs !== undefined) await this.pause(action.delayMs);
    if (action.close) {
      this.#hangUp(action.close);
      return;
    }
    if (action.before !== undefined) this.#sendRaw(action.before);
    await this.#carryOut(action, work);
    if (action.reply !== undefined) await this.#sendInstead(action.reply);
    if (action.after !== undefined) this.#sendRaw(action.after);
    if (action.closeAfterReply === 'reset') this.#hangUp('reset');
    else if (action.closeAfterReply !== undefined || this.quitting) this.#hangUp('fin');
  }

  async #carryOut(
    action: Action,
    work: () => string | undefined | Promise<string | undefined>,
  ): Promise<void> {
    if (action.swallow === true) return;
    if (action.reply !== undefined && action.runs !== true) return;
    this.#isMuted = action.silent === true || action.reply !== undefined;
    const answer = await work();
    if (answer !== undefined) this.reply(answer);
    this.#isMuted = false;
  }

  async #sendInstead(reply: NonNullable<Action['reply']>): Promise<void> {
    if (typeof reply === 'string' || reply instanceof Uint8Array) {
      this.#sendRaw(reply);
      return;
    }
    for (const [index, chunk] of reply.chunks.entries()) {
      if (index > 0) await this.pause(reply.everyMs);
      // Chunks are cut anywhere: no line end is added to them.
      this.control.send(Buffer.from(chunk as string));
    }
    this.note(
      'reply',
      reply.chunks.map((chunk) => Buffer.from(chunk as string).toString()).join(''),
    );
  }

  #sendRaw(raw: Raw): void {
    const bytes = toBytes(raw);
    this.control.send(bytes);
    this.note('reply', fromRaw(bytes.toString('latin1')).trimEnd());
  }

  #hangUp(how: 'fin' | 'reset'): void {
    this.#queue.length = 0;
    this.control.close(how);
  }

  #timeOut(): void {
    if (this.#isRunning) {
      this.#idle?.refresh();
      return;
    }
    this.reply('421 Timeout: closing the control connection.');
    this.#hangUp('fin');
  }

  /** The client will say no more: what it has asked for is still done, but nothing is waited for. */
  #end(): void {
    this.#gone.abort();
    if (!this.#isTransferOpen) this.#transfer?.abort();
    if (!this.#isRunning) this.control.close('fin');
  }

  #close(): void {
    clearTimeout(this.#idle);
    this.#queue.length = 0;
    this.#gone.abort();
    this.#transfer?.abort();
    this.data.destroy();
    this.note('disconnect', 'control connection closed');
    this.context.onClosed(this);
  }
}

function isAbort(line: string): boolean {
  return split(line).name === 'ABOR';
}

/** Only the first blank is the separator: a name may begin with more of them. */
function split(line: string): { name: string; argument: string } {
  const blank = line.indexOf(' ');
  if (blank === -1) return { name: line.toUpperCase(), argument: '' };
  return { name: line.slice(0, blank).toUpperCase(), argument: line.slice(blank + 1) };
}
