import { type EntryType } from '../../../base/remote-entry.js';

/** The first column of an `ls -l` line. */
export interface Permissions {
  /** The letter as written. */
  kind: string;
  type: EntryType;
  /** Undefined where the server hides bits (`-rw-******` of OpenSSH on Windows). */
  mode?: number;
  /** The server glued the link count on, as in `drwxrwxr-x+1464`. */
  hasLinks: boolean;
  /** Any execute bit, which `ls -F` marks with a star. */
  isExecutable: boolean;
}

const shape = /^([-bcdefhlmnpswCDFMNP?])((?:[-r?*][-w?*][-xsStTlL?*]){3})[+@.]?(\d*)$/;
/** Connect:Enterprise writes flags of its own (`-C--E-----FTP`). */
const flags = /^-[-A-Z]{9}[A-Z]*$/;

/** Small servers that write everything in capitals. */
const capitals = /^[-DL](?:[-R][-W][-X]){3}$/;

const plainFile: Permissions = { kind: '-', type: 'file', isExecutable: false, hasLinks: false };

/** What was read before: a listing has few words of this kind. */
const known = new Map<string, Permissions>();
const maxKnown = 1_000;

/** Reads `drwxr-xr-x` and its kin; undefined for any other word. */
export function readPermissions(text: string): Permissions | undefined {
  if (text.length < 10) return undefined;
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const read = readWord(text);
  if (known.size >= maxKnown) known.clear();
  if (read !== undefined) known.set(text, read);
  return read;
}

function readWord(text: string): Permissions | undefined {
  const parts = shape.exec(text) ?? shape.exec(capitals.test(text) ? text.toLowerCase() : '');
  if (parts === null) return flags.test(text) ? plainFile : undefined;
  const [, kind = '', bits = '', links = ''] = parts;
  const isExecutable = /[xst]/.test(bits);
  const read: Permissions = { kind, type: toType(kind), isExecutable, hasLinks: links !== '' };
  const mode = toMode(bits);
  if (mode !== undefined) read.mode = mode;
  return read;
}

/** Devices count as files, as other clients have it; pipes, sockets and doors cannot be fetched. */
function toType(kind: string): EntryType {
  switch (kind) {
    case 'd':
      return 'directory';
    case 'l':
    case 'e': // z/OS: an external link
      return 'symlink';
    case '-':
    case 'f':
    case 'b':
    case 'c':
    case 'C':
    case 'm':
      return 'file';
    default:
      return 'unknown';
  }
}

/** Set-user-id, set-group-id and sticky, in the order of the three triples. */
const specialBits = [0o4000, 0o2000, 0o1000];

function toMode(bits: string): number | undefined {
  if (/[?*]/.test(bits)) return undefined;
  let mode = 0;
  for (let at = 0; at < 9; at += 1) {
    const letter = bits.charAt(at);
    if (letter !== '-' && !/[STL]/i.test(letter)) mode |= 0o400 >> at;
    else if (letter !== '-') mode |= specialMode(letter, at);
  }
  return mode;
}

/** A small letter also grants execution; `l` and `L` are Solaris' mandatory locking. */
function specialMode(letter: string, at: number): number {
  const special = specialBits[Math.floor(at / 3)] ?? 0;
  return letter === 's' || letter === 't' ? special | (0o400 >> at) : special;
}
