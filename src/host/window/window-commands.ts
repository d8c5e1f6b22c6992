import * as vscode from 'vscode';
import { type Commands, windowCommandNames } from './window-command-names.js';
import { type WindowParts } from './window-parts.js';

/** Registers the commands; what they do is read when the first one is called. */
export function windowCommands(load: () => Promise<WindowParts>): vscode.Disposable {
  const register = (name: keyof Commands): vscode.Disposable =>
    vscode.commands.registerCommand(
      `ftpWorkspaces.${name}`,
      async (argument: unknown, selected: unknown): Promise<unknown> =>
        (await load()).commands[name](argument, selected),
    );
  return vscode.Disposable.from(...Object.values(windowCommandNames).flat().map(register));
}
