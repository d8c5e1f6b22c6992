// What a server calls its files may be no name for a local file, or one that leads elsewhere. What is
// refused is not synced, and the reason is shown; nothing is renamed on the way.
import { isSafeName } from '../base/remote-path.js';

/** What the disk of the local side does with names. */
export interface DiskHabits {
  /** Windows' rules for names hold. */
  isWindows: boolean;
  /** `a` and `A` are one file. */
  ignoresCase: boolean;
  /** An `ä` of one character and one of two are one file. */
  ignoresForm: boolean;
}

interface FolderNames {
  /** The names on the server. */
  remote: Iterable<string>;
  /** The names that stand in the local folder. */
  local: Iterable<string>;
}

const longestBytes = 255;
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)[ ]*(\.|$)/i;
/** Windows gives long names such short ones beside them. */
const shortName = /^[^.]{1,6}~[0-9]+(\.[^.]{0,3})?$/;
const encoder = new TextEncoder();

/** Why a name on the server cannot be one on this disk, in words; undefined: it can. */
export function refuseName(name: string, { isWindows }: DiskHabits): string | undefined {
  if (!isSafeName(name)) return 'its name leads out of its folder or is none';
  if (/\p{Surrogate}/u.test(name)) return 'its name holds half a character';
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'its name holds a control character';
  if (encoder.encode(name).length > longestBytes) return 'its name is too long for the local disk';
  return isWindows ? refuseOnWindows(name) : undefined;
}

/**
 * Each name of a folder on the server that cannot be a local one, and each local one that stands there
 * under another name only, with the reason in words.
 */
export function refuseNames({ remote, local }: FolderNames, disk: DiskHabits): Map<string, string> {
  const refused = new Map<string, string>();
  const locals = byKey(local, disk);
  for (const [key, names] of byKey(remote, disk)) {
    for (const name of names) {
      const here = locals.get(key) ?? [];
      const reason = refuseName(name, disk) ?? refuseClash(name, names, here);
      if (reason !== undefined) refused.set(name, reason);
    }
    for (const name of locals.get(key) ?? []) {
      if (!names.includes(name)) refused.set(name, `on the server its name is ${names.join(', ')}`);
    }
  }
  return refused;
}

function refuseOnWindows(name: string): string | undefined {
  const [letter] = /[<>:"|?*\\]/.exec(name) ?? [];
  if (letter !== undefined) return `Windows allows no ${letter} in a name`;
  if (/[. ]$/.test(name)) return 'Windows drops the dot or the blank at the end of its name';
  if (reserved.test(name)) return 'Windows keeps its name for a device';
  return shortName.test(name)
    ? 'on Windows its name may be the short one of another file'
    : undefined;
}

/**
 * Of names that are one on this disk, the one that stands here already is meant. Where none does,
 * none is taken: which one it is would be a matter of chance.
 */
function refuseClash(
  name: string,
  names: readonly string[],
  here: readonly string[],
): string | undefined {
  if (here.includes(name)) return undefined;
  const other = here[0] ?? names.find((one) => one !== name);
  return other === undefined ? undefined : `on this disk its name is the same as ${other}`;
}

function byKey(names: Iterable<string>, disk: DiskHabits): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const key = keyOf(name, disk);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [name]);
    else group.push(name);
  }
  return groups;
}

function keyOf(name: string, { ignoresCase, ignoresForm }: DiskHabits): string {
  const formed = ignoresForm ? name.normalize('NFC') : name;
  // Up and down again: some letters have one capital for two small ones.
  return ignoresCase ? formed.toUpperCase().toLowerCase() : formed;
}
