import * as vscode from 'vscode';
import { nameProblem } from '../../remote/connection-registry.js';
import { isSameConnection } from '../../remote/same-connection.js';
import { suggestName } from '../../remote/parse-address.js';
import { secretsOf } from '../../remote/secrets.js';
import { type ConnectionQuestions } from './connection-questions.js';
import { type ConnectionStore } from './connection-store.js';
import { type Connections } from './connections.js';
import { type SecretPasswords } from './secret-passwords.js';

interface Sources {
  connections: Connections;
  store: ConnectionStore;
  passwords: SecretPasswords;
  questions: ConnectionQuestions;
}

/** Writes the same profile under another name; the account keeps its one password. */
export async function duplicateConnection(name: string, { store }: Sources): Promise<void> {
  const all = store.all();
  const taken = Object.keys(all);
  const copy = await vscode.window.showInputBox({
    title: vscode.l10n.t('Duplicate {0}', name),
    prompt: vscode.l10n.t("The new connection's name"),
    value: suggestName(name, taken),
    ignoreFocusOut: true,
    validateInput: (text) =>
      taken.some((one) => isSameConnection(one, text))
        ? vscode.l10n.t('There is a connection "{0}" already', text)
        : nameProblem(text),
  });
  if (copy !== undefined) await store.writeTo('user', copy, all[name]);
}

/** Removes a connection once the user has said so, and the secrets that no other one needs. */
export async function removeConnection(name: string, sources: Sources): Promise<void> {
  const { connections, store, passwords, questions } = sources;
  if (!(await questions.removeConnection(name))) return;
  const listed = connections.list();
  const gone = listed.find((one) => one.name === name)?.connection?.profile;
  await store.remove(name);
  if (gone === undefined) return;
  const others = connections.list().flatMap(({ connection }) => connection?.profile ?? []);
  const needed = new Set(others.flatMap(secretsOf).map(({ key }) => key));
  const free = secretsOf(gone).filter(({ key }) => !needed.has(key));
  for (const secret of free) await passwords.refused(secret);
}
