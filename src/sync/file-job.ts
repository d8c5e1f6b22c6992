import { type Agreement, type SideState } from './facts.js';

/** One file to bring to the other side, with what both sides were seen to have. */
export interface FileJob {
  path: string;
  local: SideState | undefined;
  remote: SideState | undefined;
  agreed?: Agreement | undefined;
}
