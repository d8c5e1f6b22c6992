import { applyEdits, modify } from 'jsonc-parser';
import { type ImportedConnection, type ImportedConnections, type JsonPath } from './imported.js';

/**
 * Where the secrets of `chosen` stand that nothing else in the file needs: neither a connection that
 * was not chosen, nor an entry that could not be imported.
 */
export function removableSecrets(
  { connections, neededSecrets }: ImportedConnections,
  chosen: readonly ImportedConnection[],
): JsonPath[] {
  const others = connections.filter((one) => !chosen.includes(one));
  const needed = [...neededSecrets, ...others.flatMap(({ secrets }) => secrets)].map(toText);
  const own = new Map(chosen.flatMap(({ secrets }) => secrets).map((path) => [toText(path), path]));
  return [...own].filter(([text]) => !needed.includes(text)).map(([, path]) => path);
}

/** The JSON text without the values at those paths; comments and layout stay. */
export function removeSecrets(text: string, paths: readonly JsonPath[]): string {
  return paths.reduce(
    (result, path) => applyEdits(result, modify(result, [...path], undefined, {})),
    text,
  );
}

function toText(path: JsonPath): string {
  return JSON.stringify(path);
}
