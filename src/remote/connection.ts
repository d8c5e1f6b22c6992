import { RemoteError } from '../base/remote-error.js';
import { type TraceEvent } from '../ftp/index.js';
import { type ConnectionProfile } from './profile.js';
import { type RemoteFiles } from './remote-files.js';

export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'failed';

/** Where passwords come from. */
export interface Credentials {
  /** The saved password, or one asked for now; undefined where the user cancelled. */
  password(connection: Connection, signal: AbortSignal): Promise<string | undefined>;
  /** The server took this password: it may be kept. */
  accepted(connection: Connection, password: string): Promise<void>;
  /** The server refused this password: it must not be used again unasked. */
  refused(connection: Connection): Promise<void>;
}

export interface ConnectionOptions {
  name: string;
  profile: ConnectionProfile;
  credentials: Credentials;
  trace?: (event: TraceEvent) => void;
  /** Announces each change of `state`; carries no control flow. */
  onState?: (connection: Connection) => void;
}

/** One named server: connects on first need, remembers why it failed, gives its tree as `files`. */
export class Connection {
  readonly name: string;
  readonly profile: ConnectionProfile;
  readonly files: RemoteFiles;
  #state: ConnectionState = 'disconnected';

  constructor(options: ConnectionOptions) {
    this.name = options.name;
    this.profile = options.profile;
    this.files = undefined as unknown as RemoteFiles;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Why the last attempt failed; undefined unless `state` is `failed`. */
  get error(): RemoteError | undefined {
    return undefined;
  }

  /** Connects now; forgets a remembered failure first, so that the user can try again. */
  connect(signal: AbortSignal): Promise<void> {
    return Promise.reject(new RemoteError('unsupported', String(signal.aborted)));
  }

  /** Ends all sessions; the next use of `files` connects again. */
  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  /** Forgets what is cached of the tree. */
  refresh(): void {
    this.#state = 'disconnected';
  }
}
