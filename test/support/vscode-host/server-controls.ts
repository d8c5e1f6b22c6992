import type { FtpServer } from '../ftp-server/ftp-server.js';
import type { Action } from '../ftp-server/rules.js';

/** A rule of the FTP server, as text that can be sent. */
export interface PlainRule {
  readonly on: string;
  /** A regular expression on the argument. */
  readonly match?: string;
  readonly skip?: number;
  readonly times?: number;
  readonly do: Action | Action[];
}

/** The FTP server that the workspace is on, as tests in the window see it. */
export class ServerControls {
  readonly #server: FtpServer;

  constructor(server: FtpServer) {
    this.#server = server;
  }

  /** The text of a file; undefined where there is none. */
  readFile(path: string): string | undefined {
    return this.#server.files.text(path);
  }

  /** Writes a file behind the client's back, and the folders above it. */
  writeFile(path: string, text: string): void {
    this.#server.files.write(path, text);
  }

  /** Makes a symbolic link behind the client's back. */
  link(path: string, target: string): void {
    this.#server.files.link(path, target);
  }

  remove(path: string): void {
    this.#server.files.remove(path);
  }

  list(path: string): string[] {
    return this.#server.files.list(path);
  }

  exists(path: string): boolean {
    return this.#server.files.exists(path);
  }

  /** The command lines received since the log was cleared, or those of one command. */
  commands(name?: string): string[] {
    return this.#server.commands(name);
  }

  clearLog(): void {
    this.#server.clearLog();
  }

  /** Makes the server behave differently, until `clearRules`. */
  addRule(rule: PlainRule): void {
    const { match, ...others } = rule;
    this.#server.script({ ...others, ...(match !== undefined && { match: new RegExp(match) }) });
  }

  clearRules(): void {
    this.#server.clearRules();
  }

  /** Cuts every connection. */
  dropAll(): void {
    this.#server.dropAll('reset');
  }

  /** Control connections that are open. */
  sessions(): number {
    return this.#server.sessions;
  }
}
