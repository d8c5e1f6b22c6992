import { inProject } from '../project.js';
import type { Outcome } from './stage.js';
import { runStageProcess } from './stage-process.js';

/** Runs the tests that run inside VS Code, in each release that we support. */
export function runHostTests(limitMs: number): Promise<Outcome> {
  return runTool('test/support/vscode-host/main.ts', limitMs);
}

/** Runs the same tests in the desktop product, which is downloaded for it. */
export function runElectronTests(limitMs: number): Promise<Outcome> {
  return runTool('test/support/electron/main.ts', limitMs);
}

function runTool(entry: string, limitMs: number): Promise<Outcome> {
  return runStageProcess([inProject('test/support/start-tool.mjs'), entry], limitMs);
}
