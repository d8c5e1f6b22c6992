// What builds and git do while no window is open is seen by nobody. So a mapping that watches files is
// looked through once when its window opens: what is not as both sides agreed last has changed meanwhile.
import { isRemoteError } from '../base/remote-error.js';
import { type Agreement, localChange } from './facts.js';
import { type SyncMapping } from './mapping.js';
import { baseOf, joined, type SeenState, type SideScan, type SyncRules } from './scan.js';
import { type Journal } from './journal.js';
import { isWatched, mayHoldWatched } from './watched-path.js';

/** What a look back needs: the folder as it is, and what was agreed on. */
export interface MeanwhileSources {
  mapping: Pick<SyncMapping, 'watch'>;
  local: SideScan;
  agreed: Pick<Journal, 'get' | 'children' | 'isPassedOver'>;
  rules: Pick<SyncRules, 'isIgnored'>;
}

/** The watched files that may have changed, come or gone since both sides agreed: relative paths. */
export async function changedMeanwhile(
  sources: MeanwhileSources,
  signal: AbortSignal,
): Promise<string[]> {
  return changedIn('', sources, signal);
}

async function changedIn(
  folder: string,
  sources: MeanwhileSources,
  signal: AbortSignal,
): Promise<string[]> {
  const entries = await entriesOf(folder, sources, signal);
  if (entries === undefined) return [];
  const { mapping, agreed } = sources;
  const changed: string[] = [];
  for (const [name, state] of entries) {
    const path = joined(folder, name);
    if (state.type === 'directory' && mayHoldWatched(mapping, path)) {
      changed.push(...(await changedIn(path, sources, signal)));
    }
    if (state.type !== 'file' || agreed.isPassedOver(path, state)) continue;
    if (isNews(agreed.get(path), state)) changed.push(path);
  }
  const gone = agreed.children(folder).filter(({ path }) => !entries.has(baseOf(path)));
  changed.push(...gone.flatMap((one) => goneBelow(one, sources)));
  return changed.filter((path) => isWatched(mapping, path));
}

/** Undefined where it cannot be listed: what is in it is not gone for that, and a plan tells why. */
async function entriesOf(
  folder: string,
  { local }: MeanwhileSources,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SeenState> | undefined> {
  try {
    return (await local.list(folder, signal)).entries;
  } catch (error) {
    if (!isRemoteError(error) || signal.aborted) throw error;
    return undefined;
  }
}

/** Where only the content can tell, whoever takes the path in looks into it. */
function isNews(agreed: Agreement | undefined, now: SeenState): boolean {
  return agreed === undefined || localChange(agreed, now, undefined) !== 'same';
}

function goneBelow(top: Agreement, { agreed, rules }: Omit<MeanwhileSources, 'local'>): string[] {
  const find = ({ path, type }: Agreement): string[] => {
    if (rules.isIgnored(path, type === 'directory')) return [];
    if (type === 'file') return agreed.isPassedOver(path, undefined) ? [] : [path];
    return agreed.children(path).flatMap(find);
  };
  return find(top);
}
