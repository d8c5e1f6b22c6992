import { type Keys } from './keys.js';
import { type ImportContext, type ImportedMapping } from './imported.js';

/** What a file says about the folder that is taken to the server. */
export interface MappingWish {
  /** Relative to the workspace folder, or absolute; the workspace folder itself where left out. */
  local?: string | undefined;
  /** Below the connection's root. */
  remote?: string;
  uploadOnSave?: boolean | undefined;
  ignore?: readonly string[] | undefined;
}

/** A remote folder as a connection's root; undefined where it is the folder of the login. */
export function toRoot(remote: string | undefined): string | undefined {
  const path = remote?.replace(/^(\.\/)+/, '').replace(/(?<=.)\/+$/, '');
  return path === undefined || path === '' || path === '.' ? undefined : path;
}

/** The mapping that is wished for; undefined where the local folder is in no workspace folder. */
export function toMapping(wish: MappingWish, context: ImportContext): ImportedMapping | undefined {
  const { local = '.', remote = '/', uploadOnSave = false, ignore } = wish;
  const place = placeOf(local, context);
  if (place === undefined) return undefined;
  return { ...place, remote, uploadOnSave, ...(ignore !== undefined && { ignore }) };
}

/** The mapping of a file that stands in a workspace folder; of another file, none, which is listed. */
export function mappingOf(
  wish: MappingWish,
  keys: Keys,
  { context, key }: { context: ImportContext; key: string },
): ImportedMapping[] {
  const mapping = toMapping(wish, context);
  if (mapping !== undefined) return [mapping];
  keys.list(key, 'The local folder was not mapped: it is in no folder of this workspace.');
  return [];
}

function placeOf(
  local: string,
  { folder, folders }: ImportContext,
): Pick<ImportedMapping, 'folder' | 'local'> | undefined {
  const path = slashed(local).replace(/(?<=.)\/+$/, '');
  if (!/^([/~]|[a-z]:)/i.test(path)) {
    const relative = path.replace(/^(\.\/)+/, '') || '.';
    const leadsOut = relative.split('/').includes('..');
    return folder === undefined || leadsOut ? undefined : { folder, local: relative };
  }
  const around = folders
    .filter((one) => isInside(path, slashed(one)))
    .sort((a, b) => b.length - a.length)[0];
  if (around === undefined) return undefined;
  return { folder: around, local: path.slice(slashed(around).length + 1) || '.' };
}

function isInside(path: string, folder: string): boolean {
  const [inner, outer] = [path, folder].map((one) =>
    // Windows does not tell the cases apart, and nor do the settings that people wrote there.
    /^[a-z]:/i.test(one) ? one.toLowerCase() : one,
  );
  return inner === outer || inner?.startsWith(`${outer ?? ''}/`) === true;
}

/** With `/` between its segments, where it is a path of Windows. */
function slashed(path: string): string {
  return /^([a-z]:|\\\\)/i.test(path) ? path.replaceAll('\\', '/') : path;
}
