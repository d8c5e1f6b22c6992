import { type ConnectionProfile } from '../remote/profile.js';
import { type ImportedConnection, type ImportedMapping } from './imported.js';

/** An entry of the setting ftpWorkspaces.sync. */
interface MappingEntry extends Omit<ImportedMapping, 'folder'> {
  connection: string;
}

/** The mappings of one workspace folder: its setting's new value. */
export interface MappingChange {
  folder: string;
  value: readonly unknown[];
}

/** What is written into settings, and what finds no place there. */
export interface MappingChanges {
  changes: readonly MappingChange[];
  /** Local folders that belong to a connection already, by the name of the connection left out. */
  leftOut: readonly { name: string; local: string }[];
}

/** The value of ftpWorkspaces.connections with the chosen ones added. */
export function withConnections(
  before: Readonly<Record<string, unknown>>,
  chosen: readonly ImportedConnection[],
): Record<string, unknown> {
  const added = chosen.map(({ name, profile }): [string, ConnectionProfile] => [name, profile]);
  return { ...before, ...Object.fromEntries(added) };
}

/**
 * What the mappings of the chosen connections make of ftpWorkspaces.sync; `before` tells the value it
 * has in a workspace folder. A local folder that is mapped already stays with what it is mapped to.
 */
export function mappingChanges(
  chosen: readonly ImportedConnection[],
  before: (folder: string) => unknown,
): MappingChanges {
  const values = new Map<string, unknown[]>();
  const changed = new Set<string>();
  const leftOut: { name: string; local: string }[] = [];
  for (const { name, mapping } of chosen.flatMap(namedMappings)) {
    const { folder, ...entry } = mapping;
    const value = values.get(folder) ?? listOf(before(folder));
    values.set(folder, value);
    if (value.some((one) => localOf(one) === entry.local))
      leftOut.push({ name, local: entry.local });
    else {
      value.push(toEntry(name, entry));
      changed.add(folder);
    }
  }
  const changes = [...changed].map((folder) => ({ folder, value: values.get(folder) ?? [] }));
  return { changes, leftOut };
}

function namedMappings({
  name,
  mappings,
}: ImportedConnection): { name: string; mapping: ImportedMapping }[] {
  return mappings.map((mapping) => ({ name, mapping }));
}

function toEntry(connection: string, entry: Omit<ImportedMapping, 'folder'>): MappingEntry {
  const { local, ...others } = entry;
  return { local, connection, ...others };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? [...(value as unknown[])] : [];
}

function localOf(entry: unknown): string {
  const isOwn = typeof entry === 'object' && entry !== null && 'local' in entry;
  const local = isOwn && typeof entry.local === 'string' ? entry.local : '.';
  return local.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';
}
