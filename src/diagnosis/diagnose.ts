// A test of everything that a connection needs, one thing after the other, each told as it was found.
// What the server said stands in it word for word; passwords never do.
import dns from 'node:dns/promises';
import net from 'node:net';
import { abortable } from '../base/abort.js';
import { describeError } from '../base/describe-error.js';
import { RemoteError } from '../base/remote-error.js';
import {
  type DataCommand,
  FtpClient,
  type FtpOptions,
  type HostKnowledge,
  type TraceEvent,
} from '../ftp/index.js';
import { adviceOn } from './advice.js';
import { type Diagnosis, type Finding } from './finding.js';

/** The connection that is tested. */
export interface Subject {
  account: string;
  options: FtpOptions;
  /** The folder that is shown as the top, where the profile names one. */
  root: string | undefined;
}

const dataCommands: readonly DataCommand[] = ['EPSV', 'PASV', 'EPRT', 'PORT'];

/** Tests the server from its name to a listing; rejects only where `signal` ends it. */
export async function diagnose(
  { account, options, root }: Subject,
  onFinding: (finding: Finding) => void,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const findings: Finding[] = [];
  const tell = (finding: Finding): void => {
    findings.push(finding);
    onFinding(finding);
  };
  await new Probe({ options, root, tell, signal }).run();
  return { account, findings, advice: adviceOn(findings, options) };
}

interface ProbeSources {
  options: FtpOptions;
  root: string | undefined;
  tell: (finding: Finding) => void;
  signal: AbortSignal;
}

class Probe {
  readonly #options: FtpOptions;
  readonly #root: string | undefined;
  readonly #tell: ProbeSources['tell'];
  readonly #signal: AbortSignal;
  readonly #events: TraceEvent[] = [];
  readonly #knowledge: HostKnowledge = {};

  constructor({ options, root, tell, signal }: ProbeSources) {
    const trace = (event: TraceEvent): void => {
      this.#events.push(event);
      options.trace?.(event);
    };
    this.#options = { ...options, trace, keepAlive: 0 };
    this.#root = root;
    this.#tell = tell;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    if (!(await this.#lookUp())) return;
    const client = await this.#logIn();
    if (client === undefined) return;
    try {
      this.#tellFeatures(client);
      await this.#list(client);
    } finally {
      await client.close();
    }
    for (const way of dataCommands) await this.#tryWay(way);
  }

  async #lookUp(): Promise<boolean> {
    const { host, proxy } = this.#options;
    const what = 'Name';
    if (proxy !== undefined) {
      const text = `The proxy ${proxy.host} looks ${host} up`;
      this.#tell({ what, state: 'skipped', text });
      return true;
    }
    if (net.isIP(host) !== 0) return true;
    try {
      const looked = dns.lookup(host, { all: true });
      const found = await abortable(looked, this.#signal, `Looking ${host} up`);
      const addresses = found.map(({ address }) => address).join(', ');
      this.#tell({ what, state: 'ok', text: `${host} is ${addresses}` });
      return true;
    } catch (error) {
      if (this.#signal.aborted) throw error;
      const { code = String(error) } = error as NodeJS.ErrnoException;
      const text = `${host} cannot be looked up (${code})`;
      this.#tell({ what, state: 'failed', text, hint: 'Check the host, and the network.' });
      return false;
    }
  }

  async #logIn(): Promise<FtpClient | undefined> {
    const begun = performance.now();
    try {
      const client = await FtpClient.join(this.#options, this.#knowledge, this.#signal);
      this.#tellConnection();
      this.#tellEncryption();
      const text = `Logged in after ${since(begun)}; the login folder is ${client.home}`;
      this.#tell({ what: 'Login', state: 'ok', text });
      return client;
    } catch (error) {
      if (this.#signal.aborted || !(error instanceof RemoteError)) throw error;
      const what = this.#stepOf(error);
      if (what !== 'Connection') this.#tellConnection();
      if (what === 'Login') this.#tellEncryption();
      this.#tell(failed(what, error));
      return undefined;
    }
  }

  /** At which step the login failed. */
  #stepOf({ kind }: RemoteError): string {
    if (kind === 'tls') return 'Encryption';
    return this.#knowledge.server === undefined ? 'Connection' : 'Login';
  }

  #tellConnection(): void {
    const connected = this.#events.find((event) => event.type === 'connect');
    const place = connected?.type === 'connect' ? connected.flow.remote : this.#options.host;
    const { server } = this.#knowledge;
    const words = server === undefined ? '' : `; it says "${server}"`;
    this.#tell({ what: 'Connection', state: 'ok', text: `${place} answers${words}` });
  }

  #tellEncryption(): void {
    const what = 'Encryption';
    const { tls } = this.#knowledge;
    if (tls !== undefined) {
      this.#tell({ what, state: 'ok', text: `The connection is encrypted by ${tls}` });
      return;
    }
    const isChosen = (this.#options.security ?? 'none') === 'none';
    const text = isChosen
      ? 'The connection is not encrypted, as its settings say'
      : 'The server offers no TLS: the connection is not encrypted';
    const hint = 'Where the server offers TLS, set "security" to "explicit".';
    this.#tell({ what, state: 'note', text, ...(isChosen && { hint }) });
  }

  #tellFeatures({ features }: FtpClient): void {
    const names = [...features.keys()];
    const text =
      names.length === 0
        ? 'The server does not tell what it can do (FEAT)'
        : `The server offers ${names.join(', ')}`;
    this.#tell({ what: 'Features', state: names.length === 0 ? 'note' : 'ok', text });
  }

  async #list(client: FtpClient): Promise<void> {
    const folder = this.#root ?? client.home;
    const what = 'Listing';
    const begun = performance.now();
    try {
      const entries = await client.list(folder, { signal: this.#signal });
      const { dataWay } = this.#knowledge;
      const way = dataWay === undefined ? '' : ` by ${dataWay}`;
      const text = `${folder} has ${String(entries.length)} entries, listed in ${since(begun)}${way}`;
      this.#tell({ what, state: 'ok', text });
    } catch (error) {
      if (this.#signal.aborted || !(error instanceof RemoteError)) throw error;
      this.#tell(failed(what, error));
    }
  }

  /** One way to a data connection, on a session of its own: a failure may end the session. */
  async #tryWay(way: DataCommand): Promise<void> {
    const reason = this.#whyNot(way);
    if (reason !== undefined) {
      this.#tell({ what: way, state: 'skipped', text: reason });
      return;
    }
    const first = this.#events.length;
    const begun = performance.now();
    try {
      await this.#listBy(way);
      const opened = this.#events.slice(first).find((event) => event.type === 'data-open');
      const text = `${dialText(opened)}, listed in ${since(begun)}`;
      this.#tell({ what: way, state: 'ok', text });
    } catch (error) {
      if (this.#signal.aborted || !(error instanceof RemoteError)) throw error;
      this.#tell(failed(way, error));
    }
  }

  async #listBy(way: DataCommand): Promise<void> {
    const { tls12, pipelines } = this.#knowledge;
    const known = {
      ...(tls12 !== undefined && { tls12 }),
      ...(pipelines === false && { pipelines }),
    };
    // A listing that needs no data connection would prove nothing.
    const knowledge: HostKnowledge = { ...known, statLists: false };
    const options = { ...this.#options, dataCommands: [way], dataAhead: false };
    const client = await FtpClient.join(options, knowledge, this.#signal);
    try {
      await client.list(client.home, { signal: this.#signal });
    } finally {
      await client.close();
    }
  }

  #whyNot(way: DataCommand): string | undefined {
    const isActive = way === 'EPRT' || way === 'PORT';
    if (isActive && this.#options.proxy !== undefined) return 'Through a proxy nobody can dial us';
    const peer = this.#events.find((event) => event.type === 'connect');
    const isIpv6 = peer?.type === 'connect' && peer.flow.remote.startsWith('[');
    return isIpv6 && !way.startsWith('E') ? `${way} knows no IPv6 addresses` : undefined;
  }
}

function failed(what: string, error: RemoteError): Finding {
  const { hint } = error;
  const text = describeError(withoutHint(error));
  return { what, state: 'failed', text, ...(hint !== undefined && { hint }) };
}

function withoutHint({ kind, message, code, reply }: RemoteError): RemoteError {
  return new RemoteError(kind, message, { code, reply });
}

function dialText(event: TraceEvent | undefined): string {
  if (event?.type !== 'data-open') return 'It works';
  const { local, remote } = event.flow;
  const [from, to] =
    event.initiator === 'client' ? ['We', remote] : [`${remote} (the server)`, local];
  return `${from} dialled ${to}`;
}

const since = (begun: number): string => `${(performance.now() - begun).toFixed(0)} ms`;
