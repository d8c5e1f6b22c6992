import fs from 'node:fs';
import path from 'node:path';
import { ControlRelay, type CutAt, type Verdict } from '../control-relay.js';
import type { RealServer } from '../servers/start-server.js';

/** Which command a connection does not survive. */
interface Cut {
  readonly verb: string;
  readonly at: CutAt;
}

/** A real server, as tests in the window see it: its disk, what it is told, and its connections. */
export class RealServerControls {
  readonly #server: RealServer;
  readonly #relay: ControlRelay;
  readonly #wire: Wire;

  static async start(server: RealServer): Promise<RealServerControls> {
    const wire = new Wire();
    const relay = await ControlRelay.start(server.port, (chunk) => wire.judge(chunk));
    return new RealServerControls(server, relay, wire);
  }

  private constructor(server: RealServer, relay: ControlRelay, wire: Wire) {
    this.#server = server;
    this.#relay = relay;
    this.#wire = wire;
  }

  get port(): number {
    return this.#relay.port;
  }

  /** The text of a file on the server's disk; undefined where there is none. */
  readFile(file: string): string | undefined {
    const onDisk = this.#onDisk(file);
    return fs.existsSync(onDisk) ? fs.readFileSync(onDisk, 'utf8') : undefined;
  }

  /** Writes a file behind the client's back, as if it had been done so many minutes from now. */
  writeFile(file: string, text: string, minutesFromNow = 0): void {
    this.#server.seed({ [file]: text });
    const time = Date.now() / 1000 + minutesFromNow * 60;
    fs.utimesSync(this.#onDisk(file), time, time);
  }

  list(folder: string): string[] {
    return fs.readdirSync(this.#onDisk(folder)).sort();
  }

  /** The command lines sent since the log was cleared, or those of some commands. */
  commands(...verbs: string[]): string[] {
    const lines = this.#wire.writes.flat();
    return lines.filter((line) => verbs.length === 0 || verbs.includes(verbOf(line)));
  }

  /** How often something was sent, or one of some commands: what goes out together counts once. */
  writes(...verbs: string[]): number {
    return this.#wire.writes.filter((lines) => {
      return verbs.length === 0 || lines.some((line) => verbs.includes(verbOf(line)));
    }).length;
  }

  clearLog(): void {
    this.#wire.writes.length = 0;
  }

  /** The next write with this command is the last of all connections. */
  cutAt(verb: string, at: CutAt): void {
    this.#wire.cut = { verb, at };
  }

  /** Cuts nothing any more; says whether it has cut. */
  spare(): boolean {
    return this.#wire.spare();
  }

  /** The server is gone: connections are cut, and none is taken. */
  goAway(): Promise<void> {
    return this.#relay.close();
  }

  comeBack(): Promise<void> {
    return this.#relay.reopen();
  }

  async stop(): Promise<void> {
    await this.#relay.close();
  }

  #onDisk(file: string): string {
    return path.join(this.#server.root, file);
  }
}

/** What went to the server, and what becomes of it. */
class Wire {
  /** The command lines of each write. */
  readonly writes: string[][] = [];
  cut: Cut | undefined;
  #hasCut = false;

  judge(chunk: Buffer): Verdict {
    const lines = chunk
      .toString('utf8')
      .split('\r\n')
      .filter((line) => line !== '');
    this.writes.push(lines);
    const { cut } = this;
    if (cut === undefined || !lines.some((line) => verbOf(line) === cut.verb)) return 'pass';
    this.cut = undefined;
    this.#hasCut = true;
    return cut.at;
  }

  spare(): boolean {
    const hasCut = this.#hasCut;
    this.#hasCut = false;
    this.cut = undefined;
    return hasCut;
  }
}

const verbOf = (line: string): string => line.split(' ')[0] ?? '';
