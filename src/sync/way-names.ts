import { type SyncRules } from './scan.js';

/** What is wrong with the name of something, or of a folder on the way to it. */
export function nameProblemOn(path: string, rules: SyncRules): string | undefined {
  const problems = path
    .split('/')
    .map((name) => rules.nameProblems({ remote: [name], local: [] }).get(name));
  return problems.find((problem) => problem !== undefined);
}
