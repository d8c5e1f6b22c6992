import { RemoteError } from '../base/remote-error.js';

/** A part of an INI file: its name between brackets, and its keys as they stand. */
export interface IniSection {
  name: string;
  values: Map<string, string>;
}

/**
 * The sections of an INI file as Windows programs write it: a value is all that stands behind the
 * first `=`, and nothing in it means anything.
 */
export function parseIni(text: string, fileName: string): IniSection[] {
  const sections: IniSection[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const trimmed = line.trim();
    if (/^([;#]|$)/.test(trimmed)) continue;
    const [, name] = /^\[(.*)\]$/.exec(trimmed) ?? [];
    const [, key, value = ''] = /^([^=]+)=(.*)$/.exec(trimmed) ?? [];
    if (name !== undefined) sections.push({ name, values: new Map() });
    else if (key === undefined) throw notIni(fileName, index);
    else sections.at(-1)?.values.set(key.trim(), value.trim());
  }
  return sections;
}

function notIni(fileName: string, index: number): RemoteError {
  const line = String(index + 1);
  return new RemoteError('failed', `${fileName} is no INI file: line ${line} has no "="`);
}
