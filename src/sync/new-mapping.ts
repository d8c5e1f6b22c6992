// What is written into settings for a new mapping, as plain values.
import { normalizePath } from '../base/remote-path.js';

/** One entry of the setting `ftpWorkspaces.sync` in its short form. */
export interface MappingEntry {
  local: string;
  connection: string;
  remote: string;
}

/** An entry for a folder at `path` below the workspace folder; '' is that folder. */
export function mappingEntry(path: string, connection: string, remote: string): MappingEntry {
  return { local: path === '' ? '.' : path, connection, remote: normalizePath(remote) };
}

/** The entries with one more; one for the same local folder gives way to it. */
export function withEntry(entries: unknown, entry: MappingEntry): unknown[] {
  const others = (Array.isArray(entries) ? (entries as unknown[]) : []).filter(
    (other) => localOf(other) !== localOf(entry),
  );
  return [...others, entry];
}

/** The settings file of a local copy, so that its folder belongs to where it came from. */
export function localCopySettings(
  entry: MappingEntry,
  connectionSettings: Readonly<Record<string, unknown>>,
): string {
  const own = Object.keys(connectionSettings).length > 0;
  const settings = {
    ...(own && { 'ftpWorkspaces.connections': connectionSettings }),
    'ftpWorkspaces.sync': [entry],
  };
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

function localOf(entry: unknown): string {
  const local: unknown =
    typeof entry === 'object' && entry !== null && 'local' in entry ? entry.local : '.';
  const text = typeof local === 'string' ? local.replace(/^\.\//, '').replace(/\/+$/, '') : '.';
  return text === '' ? '.' : text;
}
