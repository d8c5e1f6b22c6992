// A process that dies: from one call on, whatever it does to either side or to its journal fails. The
// call itself may still have had its effect.
import { type RemoteFiles } from '../../../src/remote/remote-files.js';
import { type RecordLog } from '../../../src/sync/journal.js';
import { type LocalFiles, type StagedFile } from '../../../src/sync/local-files.js';
import { type SyncWorld } from './sync-world.js';

/** What a dead process's calls end with; no error that the code knows of. */
export class Killed extends Error {}

export class Death {
  /** How many calls were made. */
  calls = 0;
  readonly #at: number;
  readonly #isAfter: boolean;

  /** Dies with call number `at`: before its effect, or after. */
  constructor(at: number, isAfter: boolean) {
    this.#at = at;
    this.#isAfter = isAfter;
  }

  async meet<T>(call: () => Promise<T>): Promise<T> {
    this.calls += 1;
    if (this.calls > this.#at || (this.calls === this.#at && !this.#isAfter)) throw new Killed();
    const mine = this.calls;
    const result = await call();
    if (mine === this.#at || this.calls > this.#at) throw new Killed();
    return result;
  }
}

/** The world as a process sees it that dies. */
export function mortalWorld(world: SyncWorld, death: Death): SyncWorld {
  return {
    ...world,
    localFiles: mortalLocal(world.localFiles, death),
    remoteFiles: mortalRemote(world.remoteFiles, death),
    log: mortalLog(world.log, death),
  };
}

function mortalLocal(files: LocalFiles, death: Death): LocalFiles {
  return {
    list: (folder, signal) => death.meet(() => files.list(folder, signal)),
    look: (path, signal) => death.meet(() => files.look(path, signal)),
    hash: (path, signal) => death.meet(() => files.hash(path, signal)),
    read: (path, signal) => death.meet(() => files.read(path, signal)),
    stream: (path, signal) => mortalStream(files.stream(path, signal), death),
    stage: async (path, content, signal) =>
      mortalStaged(await death.meet(() => files.stage(path, content, signal)), death),
    remove: (path, signal) => death.meet(() => files.remove(path, signal)),
    rename: (from, to, signal) => death.meet(() => files.rename(from, to, signal)),
    makeFolder: (path, signal) => death.meet(() => files.makeFolder(path, signal)),
  };
}

function mortalStaged(staged: StagedFile, death: Death): StagedFile {
  return {
    ...staged,
    commit: (target, signal) => death.meet(() => staged.commit(target, signal)),
    discard: () => death.meet(() => staged.discard()),
  };
}

function mortalRemote(files: RemoteFiles, death: Death): RemoteFiles {
  return {
    list: (path, signal) => death.meet(() => files.list(path, signal)),
    stat: (path, signal) => death.meet(() => files.stat(path, signal)),
    read: (path, signal) => death.meet(() => files.read(path, signal)),
    readWithState: (path, signal) => death.meet(() => files.readWithState(path, signal)),
    stream: (read, signal) => mortalStream(files.stream(read, signal), death),
    write: (write, signal) => death.meet(() => files.write(write, signal)),
    remove: (path, options, signal) => death.meet(() => files.remove(path, options, signal)),
    rename: (move, signal) => death.meet(() => files.rename(move, signal)),
    mkdir: (path, signal) => death.meet(() => files.mkdir(path, signal)),
    copy: (copy, signal) => death.meet(() => files.copy(copy, signal)),
    chmod: (path, mode, signal) => death.meet(() => files.chmod(path, mode, signal)),
    setModified: (path, time, signal) => death.meet(() => files.setModified(path, time, signal)),
  };
}

async function* mortalStream(
  content: AsyncIterable<Uint8Array>,
  death: Death,
): AsyncGenerator<Uint8Array> {
  await death.meet(() => Promise.resolve());
  yield* content;
}

function mortalLog(log: RecordLog, death: Death): RecordLog {
  return {
    parts: (place, signal) => log.parts(place, signal),
    append: (record, signal) => death.meet(() => log.append(record, signal)),
    compact: (fold, signal) => death.meet(() => log.compact(fold, signal)),
  };
}
