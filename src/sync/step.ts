import { type Agreement, type SideState } from './facts.js';
import { type ErrorFacts, type Reason, reasonTexts } from './reasons.js';

/** Which way changes go. */
export type Direction = 'to-remote' | 'to-local' | 'both';

/** What a step does. */
export type StepKind =
  | 'upload'
  | 'download'
  | 'delete-remote'
  | 'delete-local'
  | 'make-folder-remote'
  | 'make-folder-local'
  | 'conflict'
  | 'skip'
  | 'blocked'
  /** Both sides are alike: only the journal learns of it. */
  | 'agree'
  /** Both sides have lost it: only the journal learns of it. */
  | 'forget';

/** How a conflict may end; `keep-both` gives the local one another name. */
export type Resolution = 'keep-local' | 'keep-remote' | 'keep-both' | 'skip';

/** What is to be done about one path, and why. */
export interface Step {
  kind: StepKind;
  path: string;
  type: 'file' | 'directory';
  reason: Reason;
  /** What the plan saw on each side; none: nothing was there. */
  local?: SideState;
  remote?: SideState;
  agreed?: Agreement;
  /** SHA-256 of the local content, where it was looked at. */
  hash?: string;
  /** Of a conflict: how it may end. */
  choices?: readonly Resolution[];
  /** Deletes what stands where something of another kind is to come. */
  makesRoom?: true;
  /** Of what is blocked or skipped: what is behind it. */
  error?: ErrorFacts;
  detail?: string;
}

/** Names a step within its plan. */
export function stepId({ kind, path }: Pick<Step, 'kind' | 'path'>): string {
  return `${kind} ${path}`;
}

/** Why, as words for people. */
export function reasonText({ reason, detail, error }: Step): string {
  const more = detail ?? error?.message;
  return more === undefined ? reasonTexts[reason] : `${reasonTexts[reason]}: ${more}`;
}

/** Bytes that the step moves between the sides. */
export function bytesOf({ kind, local, remote }: Step): number {
  if (kind === 'upload') return local?.size ?? 0;
  return kind === 'download' ? (remote?.size ?? 0) : 0;
}

/** Whether the step removes something, which nobody does unasked. */
export function isDelete({ kind }: Pick<Step, 'kind'>): boolean {
  return kind === 'delete-remote' || kind === 'delete-local';
}
