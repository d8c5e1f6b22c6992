// What the user does here becomes changes for the other side, where a mapping wants them. What leaves
// a mapping, or goes where it is ignored, is deleted for it; what comes in is new to it.
import { type LocalEvent } from './local-change.js';
import { type SyncMapping } from './mapping.js';

/** Why a file was saved: somebody wished it, VS Code did it by itself, or somebody else wrote it. */
export type SaveCause = 'explicit' | 'automatic' | 'outside';

/** A local path in the mapping that it belongs to, where it is not ignored. */
export interface Place {
  mapping: SyncMapping;
  /** Relative to the mapping's folder. */
  path: string;
}

/** What happened to a local path, with what is known of it; without a place nobody wants it. */
export type Happening =
  | { kind: 'saved'; at: Place | undefined; cause: SaveCause }
  /** `isNew`: both sides have never agreed on it. */
  | { kind: 'created'; at: Place | undefined; isFolder: boolean; isNew: boolean }
  | { kind: 'deleted'; at: Place | undefined; isFolder: boolean }
  | {
      kind: 'renamed';
      from: Place | undefined;
      to: Place | undefined;
      isFolder: boolean;
      /** Something that was synced stood there before. */
      replaces: boolean;
      /** It is sure that nothing that was synced stood there before. */
      isNew: boolean;
    };

/** A change for the other side, and whether the user is asked first. */
export interface WantedChange {
  mapping: SyncMapping;
  event: LocalEvent;
  isAsked: boolean;
}

/** Decides what becomes of what happened here. */
export function wantedChanges(happening: Happening): WantedChange[] {
  switch (happening.kind) {
    case 'saved':
      return saved(happening.at, happening.cause);
    case 'created':
      return created(happening.at, happening);
    case 'deleted':
      return deleted(happening.at, happening.isFolder);
    case 'renamed':
      return renamed(happening);
  }
}

/** Whether a save uploads; what others write is wanted only where it was asked for by a glob. */
export function uploadsOn({ uploadOn }: Pick<SyncMapping, 'uploadOn'>, cause: SaveCause): boolean {
  if (cause === 'outside') return true;
  return uploadOn === 'anySave' || (uploadOn === 'explicitSave' && cause === 'explicit');
}

function saved(at: Place | undefined, cause: SaveCause): WantedChange[] {
  if (at === undefined || !uploadsOn(at.mapping, cause)) return [];
  return [unasked(at.mapping, { kind: 'save', path: at.path, isNew: false })];
}

/** Whoever makes a file or a folder wishes it, as with a save. */
function created(
  at: Place | undefined,
  { isFolder, isNew }: { isFolder: boolean; isNew: boolean },
): WantedChange[] {
  if (at === undefined || !uploadsOn(at.mapping, 'explicit')) return [];
  const { mapping, path } = at;
  return [
    unasked(
      mapping,
      isFolder ? { kind: 'make-folder', path, isNew } : { kind: 'save', path, isNew },
    ),
  ];
}

function deleted(at: Place | undefined, isFolder: boolean): WantedChange[] {
  if (at === undefined) return [];
  const { mapping, path } = at;
  return mirrored({ mapping, event: { kind: 'delete', path, isFolder } }, mapping.mirrorDeletes);
}

function renamed({
  from,
  to,
  isFolder,
  isNew,
  replaces,
}: Extract<Happening, { kind: 'renamed' }>): WantedChange[] {
  if (to === undefined || from?.mapping !== to.mapping) {
    return [...deleted(from, isFolder), ...created(to, { isFolder, isNew })];
  }
  const { mapping } = to;
  const event = { kind: 'rename', from: from.path, path: to.path, replaces } as const;
  return mirrored({ mapping, event }, mapping.mirrorRenames);
}

/** Who wants nothing to go up by itself is not asked each time either. */
function mirrored(
  change: Pick<WantedChange, 'mapping' | 'event'>,
  wish: SyncMapping['mirrorRenames'],
): WantedChange[] {
  const isManual = change.mapping.uploadOn === 'manual';
  if (wish === 'never' || (wish === 'ask' && isManual)) return [];
  return [{ ...change, isAsked: wish === 'ask' }];
}

function unasked(mapping: SyncMapping, event: LocalEvent): WantedChange {
  return { mapping, event, isAsked: false };
}
