import { type RemoteErrorKind } from '../base/remote-error.js';

/** Why a step is what it is; "here" is the local side, "there" the server. */
export type Reason =
  | 'new-here'
  | 'new-there'
  | 'changed-here'
  | 'changed-there'
  | 'missing-here'
  | 'missing-there'
  | 'deleted-here'
  | 'deleted-there'
  | 'only-here'
  | 'only-there'
  | 'changed-on-both'
  | 'made-on-both'
  | 'content-unknown'
  | 'deleted-here-changed-there'
  | 'changed-here-deleted-there'
  | 'undoes-change-here'
  | 'undoes-change-there'
  | 'file-and-folder'
  | 'makes-room'
  | 'same-content'
  | 'touched'
  | 'gone-on-both'
  | 'link'
  | 'not-a-file'
  | 'name'
  | 'ignored'
  | 'listing-failed'
  | 'unreadable';

/** Each reason in words, to be followed by what more is known. */
export const reasonTexts: Readonly<Record<Reason, string>> = {
  'new-here': 'new here',
  'new-there': 'new on the server',
  'changed-here': 'changed here',
  'changed-there': 'changed on the server',
  'missing-here': 'missing here',
  'missing-there': 'missing on the server',
  'deleted-here': 'deleted here',
  'deleted-there': 'deleted on the server',
  'only-here': 'only here, and never synced',
  'only-there': 'only on the server, and never synced',
  'changed-on-both': 'changed here and on the server',
  'made-on-both': 'on both sides with different content, and never synced',
  'content-unknown': 'on both sides with the same size, and not known to be the same',
  'deleted-here-changed-there': 'deleted here, but changed on the server',
  'changed-here-deleted-there': 'changed here, but deleted on the server',
  'undoes-change-here': 'changed here only: a download would undo that',
  'undoes-change-there': 'changed on the server only: an upload would undo that',
  'file-and-folder': 'a file on one side and a folder on the other',
  'makes-room': 'replaced by something of another kind on the other side',
  'same-content': 'the same content on both sides',
  touched: 'another time, but the same content',
  'gone-on-both': 'gone on both sides',
  link: 'a symbolic link, which is not followed',
  'not-a-file': 'neither a file nor a folder',
  name: 'its name cannot be kept on this computer',
  ignored: 'ignored by the rules of the mapping',
  'listing-failed': 'its folder could not be listed, so nothing in it is touched',
  unreadable: 'it could not be looked into',
};

/** An error as a value: of a plan that is kept, shown or saved. */
export interface ErrorFacts {
  kind: RemoteErrorKind;
  message: string;
}
