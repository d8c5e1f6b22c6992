// What editors hold outlives a connection: its settings change while files are open. What was read stays
// what a save is judged by as long as the tree is the same one; where the name leads to another tree, what
// was read there proves nothing, and each first save is asked about.
import { type ConnectionProfile, accountOf } from './profile.js';
import { ServedStates } from './served-states.js';
import { ServedTimes } from './served-times.js';
import { serverPath } from './server-url.js';

/** What a tree has told its editors so far. */
export interface TreeMemory {
  states: ServedStates;
  times: ServedTimes;
}

/** Nothing told yet. */
export function newTreeMemory(): TreeMemory {
  return { states: new ServedStates(), times: new ServedTimes() };
}

/** What was told under each connection's name, whichever connection bears it now. */
export class TreeMemories {
  readonly #kept = new Map<string, { place: string; memory: TreeMemory }>();

  /** The memory to go on with where `name` leads to the tree that `profile` describes. */
  of(name: string, profile: ConnectionProfile): TreeMemory {
    // An address may come back in lower case.
    const key = name.toLowerCase();
    const place = placeOf(profile);
    const before = this.#kept.get(key);
    if (before?.place === place) return before.memory;
    const { states, times } = newTreeMemory();
    const memory = { states: before?.memory.states.fromElsewhere() ?? states, times };
    this.#kept.set(key, { place, memory });
    return memory;
  }
}

/** Which tree a profile shows: that of an account, below a folder; behind a proxy a host may be another one. */
function placeOf(profile: ConnectionProfile): string {
  const { root = '', proxy } = profile;
  const isAbsolute = root.startsWith('/');
  const way = proxy && [proxy.type, proxy.host.toLowerCase(), proxy.port];
  return JSON.stringify([accountOf(profile), isAbsolute, serverPath({ root }, ''), way]);
}
