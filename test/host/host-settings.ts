import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type ExtensionApi } from '../../src/extension.js';

/** A connection as it stands in the settings. */
export interface Profile {
  host: string;
  port: number;
  [key: string]: unknown;
}

/** The connections in force, by name. */
export const connections = (): Record<string, Profile | undefined> =>
  vscode.workspace.getConfiguration('ftpWorkspaces').get('connections', {});

/** The connection that the workspace is on. */
export function demo(): Profile {
  return connections()['demo'] ?? assert.fail('no demo connection');
}

/** Writes a connection to the user's settings. */
export async function setConnection(name: string, profile: object): Promise<void> {
  const settings = vscode.workspace.getConfiguration('ftpWorkspaces');
  const before = settings.inspect<object>('connections')?.globalValue;
  const after = { ...before, [name]: profile };
  await settings.update('connections', after, vscode.ConfigurationTarget.Global);
}

/** The names in a folder of a connection, sorted. */
export async function namesAt(authority: string, path = '/'): Promise<string[]> {
  const uri = vscode.Uri.from({ scheme: 'ftp', authority, path });
  const entries = await vscode.workspace.fs.readDirectory(uri);
  return entries.map(([name]) => name).sort();
}

export interface Answered {
  /** What was asked with, so far. */
  readonly asked: unknown[];
  /** Resolves when it was asked. */
  readonly first: Promise<void>;
}

type Questions = ExtensionApi['questions'];

/** The extension's questions, with answers in place of dialogs. */
export function questions(): {
  answer<K extends keyof Questions>(
    question: K,
    given: Awaited<ReturnType<Questions[K]>>,
  ): Answered;
} {
  const id = 'ftp-workspaces.ftp-workspaces';
  const extension = vscode.extensions.getExtension<ExtensionApi>(id);
  const api = extension?.exports ?? assert.fail('the extension is not active');
  return {
    answer: (question, given) => {
      const asked: unknown[] = [];
      let isAsked: () => void = () => undefined;
      const first = new Promise<void>((resolve) => (isAsked = resolve));
      const replaced = api.questions as unknown as Record<string, unknown>;
      replaced[question] = (...args: unknown[]) => {
        asked.push(...args);
        isAsked();
        return Promise.resolve(given);
      };
      return { asked, first };
    },
  };
}
