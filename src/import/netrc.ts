// Words separated by white space, wherever the lines end: "machine NAME login NAME password WORD".
// A word in double quotes may hold blanks. A macro goes from "macdef" to the next empty line.
import { Collection } from './collection.js';
import { type ImportContext, type ImportedConnections } from './imported.js';

const fields = ['login', 'password', 'account'] as const;

interface Machine {
  /** Undefined for `default`. */
  host: string | undefined;
  login?: string;
  password?: string;
  account?: string;
}

/** Reads the machines of a `.netrc`. Which of them are FTP servers, the file does not say. */
export function importNetrc(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  for (const machine of machinesOf(text, collection)) addMachine(machine, collection);
  return collection.finish();
}

function addMachine({ host, login, password, account }: Machine, collection: Collection): void {
  if (host === undefined) {
    const reason = 'It was not imported: it is for every host, and a connection is for one.';
    collection.ignore({ where: 'default', key: '', reason });
    return;
  }
  collection.add({
    where: host,
    profile: { host, user: login, account, security: 'explicit-if-available' },
    password,
    notes: [
      'Whether this is an FTP server, .netrc does not say.',
      ...modeNotes(collection.context),
    ],
    isSuggested: /^ftps?\b/i.test(host) || login === 'anonymous',
  });
}

function modeNotes({ mode, fileName }: ImportContext): string[] {
  if (mode === undefined || (mode & 0o077) === 0) return [];
  return [`Others on this machine can read ${fileName}: "chmod 600" keeps its passwords to you.`];
}

function machinesOf(text: string, collection: Collection): Machine[] {
  const words = new Words(text);
  const machines: Machine[] = [];
  for (let word = words.next(); word !== undefined; word = words.next()) {
    const current = machines.at(-1);
    const field = fields.find((one) => one === word);
    if (word === 'machine') machines.push({ host: words.next() ?? '' });
    else if (word === 'default') machines.push({ host: undefined });
    else if (word.startsWith('#')) words.skipLine();
    else if (word === 'macdef') skipMacro(words, { current, collection });
    else if (field !== undefined) setField(current, { field, value: words.next() });
    else collection.ignore({ where: current?.host ?? '', key: '', reason: 'A word is not known.' });
  }
  return machines;
}

function setField(
  machine: Machine | undefined,
  { field, value }: { field: (typeof fields)[number]; value: string | undefined },
): void {
  if (machine !== undefined && value !== undefined) Object.assign(machine, { [field]: value });
}

function skipMacro(
  words: Words,
  { current, collection }: { current: Machine | undefined; collection: Collection },
): void {
  words.skipParagraph();
  const where = current === undefined ? '' : (current.host ?? 'default');
  collection.ignore({ where, key: 'macdef', reason: 'Macros are not run.' });
}

/** A text's words, one after another. */
class Words {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.replace(/^\uFEFF/, '');
  }

  next(): string | undefined {
    const pattern = /\s*(?:"((?:[^"\\\n]|\\.)*)"|(\S+))/y;
    pattern.lastIndex = this.#at;
    const [whole, quoted, bare] = pattern.exec(this.#text) ?? [];
    if (whole === undefined) return undefined;
    this.#at += whole.length;
    return quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1');
  }

  /** Goes on with the next line. */
  skipLine(): void {
    this.#skipTo(/\r?\n/g);
  }

  /** Goes on behind the next empty line. */
  skipParagraph(): void {
    this.#skipTo(/\n[ \t]*\r?\n/g);
  }

  #skipTo(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    this.#at = pattern.exec(this.#text) === null ? this.#text.length : pattern.lastIndex;
  }
}
