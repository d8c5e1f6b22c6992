import { normalizeLocal } from './local-path.js';
import { relativePathOf, type SyncMapping } from './mapping.js';

/** A local path, and the mapping that it belongs to. */
export interface MappedPath {
  mapping: SyncMapping;
  /** Relative to the mapping's folder; '' is that folder. */
  path: string;
}

/** What of a mapping is meant. */
export interface MappedScope {
  mapping: SyncMapping;
  /** Relative paths; [''] is everything. */
  scope: readonly string[];
}

/** Where a local path belongs: of several mappings the one whose folder is nearest to it counts. */
export function mappedPath(
  mappings: readonly SyncMapping[],
  localPath: string,
): MappedPath | undefined {
  return mappings
    .map((mapping) => ({ mapping, path: pathIn(mapping, localPath) }))
    .filter((one): one is MappedPath => one.path !== undefined)
    .sort((a, b) => b.mapping.local.length - a.mapping.local.length)[0];
}

/** Some local paths, by the mappings that they belong to; what belongs to none is left out. */
export function mappedScopes(
  mappings: readonly SyncMapping[],
  localPaths: readonly string[],
): MappedScope[] {
  const scopes = new Map<SyncMapping, Set<string>>();
  for (const one of localPaths) {
    const mapped = mappedPath(mappings, one);
    if (mapped === undefined) continue;
    const paths = scopes.get(mapped.mapping) ?? new Set<string>();
    scopes.set(mapped.mapping, paths.add(mapped.path));
  }
  return [...scopes].map(([mapping, paths]) => ({ mapping, scope: outermost([...paths]) }));
}

/** The folders of other mappings that lie in that of `mapping`: what is in them is not its own. */
export function foldersOfOthers(
  mapping: SyncMapping,
  mappings: readonly SyncMapping[],
): readonly string[] {
  return mappings
    .map(({ local }) => relativePathOf(mapping, local))
    .filter((path) => path !== undefined);
}

function pathIn(mapping: SyncMapping, localPath: string): string | undefined {
  return normalizeLocal(localPath) === mapping.local ? '' : relativePathOf(mapping, localPath);
}

/** Without what lies in another one of them. */
function outermost(paths: readonly string[]): string[] {
  if (paths.includes('')) return [''];
  return paths.filter((path) => !paths.some((other) => path.startsWith(`${other}/`))).sort();
}
