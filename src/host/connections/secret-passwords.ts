import * as vscode from 'vscode';
import { type Connection, type Credentials } from '../../remote/connection.js';
import { accountOf, type ConnectionProfile, secretNameOf } from '../../remote/profile.js';

/** Passwords in VS Code's secret storage, by account; asked for once where there is none. */
export class SecretPasswords implements Credentials {
  readonly #secrets: vscode.SecretStorage;
  readonly #asking = new Map<string, Promise<string | undefined>>();
  /** For the session, where the system has no keyring to store them in. */
  readonly #unsaved = new Map<string, string>();

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async password(connection: Connection, signal: AbortSignal): Promise<string | undefined> {
    const { profile } = connection;
    return (await this.#saved(secretNameOf(profile))) ?? this.#askOnce(profile, signal);
  }

  async accepted({ profile }: Connection, password: string): Promise<void> {
    if ((await this.#saved(secretNameOf(profile))) !== password) await this.save(profile, password);
  }

  async refused({ profile }: Connection): Promise<void> {
    await this.forget(profile);
  }

  /** Keeps a password that the user gave; never logged, never in settings. */
  async save(profile: ConnectionProfile, password: string): Promise<void> {
    const account = secretNameOf(profile);
    try {
      await this.#secrets.store(keyOf(account), password);
      this.#unsaved.delete(account);
    } catch {
      // Without a keyring the password lives as long as the window.
      this.#unsaved.set(account, password);
    }
  }

  async forget(profile: ConnectionProfile): Promise<void> {
    const account = secretNameOf(profile);
    this.#unsaved.delete(account);
    try {
      await this.#secrets.delete(keyOf(account));
    } catch {
      // Without a keyring there was nothing to delete.
    }
  }

  async #saved(account: string): Promise<string | undefined> {
    const unsaved = this.#unsaved.get(account);
    if (unsaved !== undefined) return unsaved;
    try {
      return await this.#secrets.get(keyOf(account));
    } catch {
      // Without a keyring the user is asked.
      return undefined;
    }
  }

  #askOnce(profile: ConnectionProfile, signal: AbortSignal): Promise<string | undefined> {
    const account = secretNameOf(profile);
    const asking = this.#asking.get(account) ?? this.#ask(profile, signal);
    this.#asking.set(account, asking);
    return asking;
  }

  async #ask(profile: ConnectionProfile, signal: AbortSignal): Promise<string | undefined> {
    const cancel = new vscode.CancellationTokenSource();
    const onAbort = (): void => {
      cancel.cancel();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await vscode.window.showInputBox(promptFor(accountOf(profile)), cancel.token);
    } finally {
      signal.removeEventListener('abort', onAbort);
      cancel.dispose();
      this.#asking.delete(secretNameOf(profile));
    }
  }
}

function promptFor(account: string): vscode.InputBoxOptions {
  return {
    title: vscode.l10n.t('Password for {0}', account),
    prompt: vscode.l10n.t('It is kept in the secret storage once the server has accepted it.'),
    password: true,
    ignoreFocusOut: true,
  };
}

function keyOf(account: string): string {
  return `password:${account}`;
}
