import { RemoteError } from '../base/remote-error.js';
import { type Connection } from './connection.js';
import { parseProfile, type ConnectionProfile } from './profile.js';
import { isSameConnection } from './same-connection.js';

/** A name in the settings: its connection, or why there is none. */
export type ListedConnection =
  | { name: string; connection: Connection; error?: undefined }
  | { name: string; connection?: undefined; error: RemoteError };

interface Live {
  connection: Connection;
  /** The profile's text, to see a change. */
  settings: string;
}

/** The connections that the settings name: made on first use, ended when their profile changes. */
export class ConnectionRegistry {
  readonly #create: (name: string, profile: ConnectionProfile) => Connection;
  readonly #live = new Map<string, Live>();
  #settings: Record<string, unknown> = {};
  #isTrusted = true;

  constructor(create: (name: string, profile: ConnectionProfile) => Connection) {
    this.#create = create;
  }

  /**
   * Takes the setting's value, which lacks what a workspace that is not trusted brings along.
   * Connections whose profile has changed or gone are ended.
   */
  update(value: unknown, isTrusted = true): void {
    this.#isTrusted = isTrusted;
    this.#settings = toPlainObject(value);
    for (const [name, live] of this.#live) {
      const isSame = toText(this.#settings[name]) === live.settings;
      if (isSame && this.#rivalOf(name) === undefined) continue;
      this.#live.delete(name);
      void live.connection.disconnect();
    }
  }

  /** The connection of that name; a RemoteError says why there is none. */
  get(name: string): Connection {
    const known = this.#knownName(name);
    if (known === undefined) {
      throw new RemoteError('connect', `There is no connection "${name}"`, {
        hint: this.#isTrusted
          ? 'Add it in the setting ftpWorkspaces.connections.'
          : 'What this workspace brings along is not used until you trust it.',
      });
    }
    return this.#live.get(known)?.connection ?? this.#make(known);
  }

  /** Every name in the settings, in their order. */
  list(): ListedConnection[] {
    return Object.keys(this.#settings).map((name) => {
      try {
        return { name, connection: this.get(name) };
      } catch (error) {
        if (error instanceof RemoteError) return { name, error };
        throw error;
      }
    });
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const ending = [...this.#live.values()].map(({ connection }) => connection.disconnect());
    this.#live.clear();
    await Promise.allSettled(ending);
  }

  #make(name: string): Connection {
    const problem = nameProblem(name) ?? rivalProblem(name, this.#rivalOf(name));
    if (problem !== undefined) throw new RemoteError('failed', problem);
    const connection = this.#create(name, parseProfile(name, this.#settings[name]));
    this.#live.set(name, { connection, settings: toText(this.#settings[name]) });
    return connection;
  }

  /** An address may come back in lower case, so a name of another case is the same name. */
  #knownName(name: string): string | undefined {
    const names = Object.keys(this.#settings);
    if (names.includes(name)) return name;
    return names.find((known) => isSameConnection(known, name));
  }

  /** The connection that addresses lead to where they mean this one: VS Code writes them in lower case. */
  #rivalOf(name: string): string | undefined {
    const names = Object.keys(this.#settings).filter((known) => isSameConnection(known, name));
    const reached = names.find((known) => known === known.toLowerCase()) ?? names[0];
    return reached === name ? undefined : reached;
  }
}

function rivalProblem(name: string, rival: string | undefined): string | undefined {
  if (rival === undefined) return undefined;
  return `The connections "${name}" and "${rival}" differ in case only, and addresses know no case: rename one of them`;
}

/** Why `name` cannot be a connection's name; undefined where it can. */
export function nameProblem(name: string): string | undefined {
  return /^[^/\\?#%@:\s]+( [^/\\?#%@:\s]+)*$/.test(name)
    ? undefined
    : `The connection's name "${name}" must not be empty, hold any of / \\ ? # % @ : or begin or end with a blank`;
}

function toPlainObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

function toText(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}
