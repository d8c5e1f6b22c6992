// What a folder holds on either side, put together name by name. Of most files one look tells that both
// sides have what they agreed on: these are counted, and nothing is made of them.
import { decideFile, type Policy } from './decide.js';
import { type Agreement } from './facts.js';
import { type Place } from './placement.js';
import { type FolderScan, joined, type SeenState, type SyncRules } from './scan.js';

/** A folder as both sides list it, with what they agreed on in it. */
interface FolderSides {
  path: string;
  local: FolderScan;
  remote: FolderScan;
  agreed: ReadonlyMap<string, Agreement>;
}

/** How is decided, and who is told of each path that is as it was agreed. */
interface PlaceOptions extends Policy {
  onUnchanged: (path: string) => void;
}

/** What has to be decided, by the names' order, and whether there is anything else that stays. */
interface FolderPlaces {
  places: Place[];
  isAnyKept: boolean;
}

/** The places of a folder of which something is to be decided. */
export function placesIn(
  folder: FolderSides,
  rules: SyncRules,
  options: PlaceOptions,
): FolderPlaces {
  const { path, local, remote, agreed } = folder;
  const problems = rules.nameProblems({
    remote: remote.entries.keys(),
    local: local.entries.keys(),
  });
  const names = namesIn(folder, rules);
  const open = names.filter((name) => {
    if (problems.has(name) || !isAsAgreed(name, folder, options)) return true;
    options.onUnchanged(joined(path, name));
    return false;
  });
  const places = open.sort(byCode).map((name) => {
    const there = withProblem(remote.entries.get(name), problems.get(name));
    const known = agreed.get(name);
    // What got another name there that is the same one here is not gone.
    const isGone = there === undefined && known !== undefined;
    const here = withProblem(local.entries.get(name), isGone ? problems.get(name) : undefined);
    return { path: joined(path, name), local: here, remote: there, agreed: known };
  });
  return { places, isAnyKept: open.length < names.length };
}

/** What stands there, with what is wrong with its name. */
export function withProblem(
  state: SeenState | undefined,
  detail: string | undefined,
): SeenState | undefined {
  if (state === undefined || detail === undefined) return state;
  return { ...state, skip: { reason: 'name', detail } };
}

function namesIn({ path, local, remote, agreed }: FolderSides, rules: SyncRules): string[] {
  const names = [...local.entries.keys()];
  for (const name of remote.entries.keys()) if (!local.entries.has(name)) names.push(name);
  for (const [name, { type }] of agreed) {
    if (local.entries.has(name) || remote.entries.has(name)) continue;
    if (!rules.isIgnored(joined(path, name), type === 'directory')) names.push(name);
  }
  return names;
}

/** Whether both sides have the file that they agreed on, so far as a look tells. */
function isAsAgreed(name: string, sides: FolderSides, policy: Policy): boolean {
  const local = sides.local.entries.get(name);
  const remote = sides.remote.entries.get(name);
  const agreed = sides.agreed.get(name);
  const isFile = local?.type === 'file' && remote?.type === 'file' && agreed?.type === 'file';
  if (!isFile || local.skip !== undefined || remote.skip !== undefined) return false;
  return decideFile({ local, remote, agreed }, policy).kind === 'unchanged';
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : 1;
}
