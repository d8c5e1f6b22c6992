import { isSafeName } from '../base/remote-path.js';

const mostBytes = 255;
const windowsDevice = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
const windowsForbidden = /[<>:"\\|?*\u0001-\u001f]/;

/** Why a name from a server cannot be one on this disk, in words; undefined where it can. */
export function localNameProblem(name: string, platform: string): string | undefined {
  if (!isSafeName(name)) return 'the name would lead out of its folder';
  if (new TextEncoder().encode(name).length > mostBytes) return 'the name is too long';
  return platform === 'win32' ? windowsProblem(name) : undefined;
}

function windowsProblem(name: string): string | undefined {
  if (windowsForbidden.test(name)) return 'Windows allows none of < > : " \\ | ? * in a name';
  if (/[. ]$/.test(name)) return 'Windows allows no dot or blank at the end of a name';
  return windowsDevice.test(name) ? 'Windows keeps this name for a device' : undefined;
}

/** Names that are the same to the disk have the same key. */
export function localNameKey(name: string, platform: string): string {
  const ignoresCase = platform === 'win32' || platform === 'darwin';
  return ignoresCase ? name.normalize('NFC').toLowerCase() : name;
}
