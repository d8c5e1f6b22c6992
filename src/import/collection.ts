import { isRemoteError } from '../base/remote-error.js';
import { parseAddress, type ParsedAddress } from '../remote/parse-address.js';
import { accountOf, type ConnectionProfile, parseProfile } from '../remote/profile.js';
import { passwordOf } from '../remote/secrets.js';
import { type Draft } from './draft.js';
import { freeName } from './free-name.js';
import {
  type Ignored,
  type ImportContext,
  type ImportedConnection,
  type ImportedConnections,
  type JsonPath,
} from './imported.js';

const addressNote =
  'Its password stood in an address in the place of the host; it is kept in the secret storage now.';

const homelessNote =
  'Its password was not taken over, since it belongs to no user: add the user to the connection, and the password is asked for.';

/** What has been read of one file: takes drafts that make sense, and lists what is left behind. */
export class Collection {
  readonly context: ImportContext;
  readonly #connections: ImportedConnection[] = [];
  readonly #ignored = new Map<string, Ignored>();
  readonly #neededSecrets: JsonPath[] = [];
  readonly #taken: string[];
  readonly #accounts: ReadonlyMap<string, string>;

  constructor(context: ImportContext) {
    this.context = context;
    this.#taken = Object.keys(context.existing);
    this.#accounts = accountsOf(context.existing);
  }

  /** Lists something that is not taken over; the same thing once. */
  ignore(ignored: Ignored): void {
    const { where, key, reason } = ignored;
    this.#ignored.set([where, key, reason].join('\n'), ignored);
  }

  /** Lists an entry that is no connection of ours; its secrets stay where they are. */
  refuse(where: string, reason: string, secrets: readonly JsonPath[] = []): void {
    this.ignore({ where, key: '', reason });
    this.#neededSecrets.push(...secrets);
  }

  /** Takes a draft, or lists why it is no connection. */
  add(draft: Draft): void {
    const { where, secrets = [] } = draft;
    const address = addressOf(draft.profile.host);
    if (typeof address === 'string') {
      this.refuse(where, address, secrets);
      return;
    }
    const profile = toProfile(draft.profile, address.profile);
    const name = freeName(draft.name, profile.host, this.#taken);
    const problem = problemOf(name, profile);
    if (problem !== undefined) {
      this.refuse(where, problem, secrets);
      return;
    }
    this.#taken.push(name);
    const ready = { name, profile, draft, password: address.password };
    // What nobody would find again in the secret storage stays where it is.
    if (isHomeless(ready)) this.#neededSecrets.push(...secrets);
    this.#connections.push(this.#finish(ready));
  }

  finish(): ImportedConnections {
    return {
      connections: this.#connections,
      ignored: [...this.#ignored.values()],
      neededSecrets: this.#neededSecrets,
    };
  }

  #finish(ready: Ready): ImportedConnection {
    const { name, profile, draft } = ready;
    const { mappings = [], secrets = [], folders = [], isSuggested = true } = draft;
    const same = this.#accounts.get(accountOf(profile));
    return {
      name,
      profile,
      ...secretsOf(ready),
      mappings,
      notes: notesOf(ready, same),
      isSuggested: same === undefined && isSuggested,
      secrets: [...new Map(secrets.map((path) => [path.join('\n'), path])).values()],
      folders,
    };
  }
}

interface Ready {
  name: string;
  profile: ConnectionProfile;
  draft: Draft;
  /** Of an address that stood in the place of the host's name. */
  password: string | undefined;
}

function secretsOf(ready: Ready): Pick<ImportedConnection, 'password'> {
  const password = givenPassword(ready);
  return hasText(password) && !isHomeless(ready) ? { password } : {};
}

const givenPassword = ({ draft, password }: Ready): string | undefined =>
  draft.password ?? password;

/** A password is kept for a user; who names none is anonymous, and is never asked for one. */
const isHomeless = (ready: Ready): boolean =>
  hasText(givenPassword(ready)) && passwordOf(ready.profile) === undefined;

function notesOf(ready: Ready, same: string | undefined): string[] {
  const notes = [...(ready.draft.notes ?? [])];
  if (isHomeless(ready)) notes.push(homelessNote);
  else if (hasText(ready.password)) notes.push(addressNote);
  if (same !== undefined) notes.push(`The connection "${same}" is for the same account.`);
  return notes;
}

/** People write whole addresses where a host name belongs. */
function addressOf(host: string | undefined): ParsedAddress | string {
  if (!hasText(host)) return 'It was not imported: it names no host.';
  if (!/[/@]/.test(host)) return { profile: { host: host.trim() } };
  try {
    return parseAddress(host);
  } catch (error) {
    if (isRemoteError(error)) return 'It was not imported: its host is no host name.';
    throw error;
  }
}

function toProfile(given: Draft['profile'], address: ConnectionProfile): ConnectionProfile {
  const set = Object.entries(given).filter(([key, value]) => key !== 'host' && value !== undefined);
  return { ...address, ...Object.fromEntries(set) };
}

function problemOf(name: string, profile: ConnectionProfile): string | undefined {
  try {
    parseProfile(name, profile);
    return undefined;
  } catch (error) {
    if (isRemoteError(error)) return `It was not imported. ${error.message}.`;
    throw error;
  }
}

function accountsOf(existing: ImportContext['existing']): Map<string, string> {
  const accounts = new Map<string, string>();
  for (const [name, value] of Object.entries(existing)) {
    // What makes no sense there is told of when it is used.
    if (problemOf(name, value as ConnectionProfile) !== undefined) continue;
    accounts.set(accountOf(value as ConnectionProfile), name);
  }
  return accounts;
}

function hasText(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
