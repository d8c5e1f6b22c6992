import { type Task } from '../task.js';

/** A program that is measured as a whole process. */
export interface Program {
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Arguments of the processes to run one after another in the task's local folder. */
  commands(task: Task): string[][];
}
