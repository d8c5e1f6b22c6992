import * as vscode from 'vscode';
import { onAbort } from '../../base/abort.js';
import { type Credentials } from '../../remote/login-options.js';
import { type ConnectionProfile } from '../../remote/profile.js';
import { passwordOf, type Secret, secretsOf } from '../../remote/secrets.js';

/** Secrets in VS Code's secret storage; asked for once where there is none. */
export class SecretPasswords implements Credentials {
  readonly #secrets: vscode.SecretStorage;
  readonly #asking = new Map<string, Promise<string | undefined>>();
  /** For the session, where the system has no keyring to store them in. */
  readonly #unsaved = new Map<string, string>();

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async ask(secret: Secret, signal: AbortSignal): Promise<string | undefined> {
    return (await this.#saved(secret)) ?? this.#askOnce(secret, signal);
  }

  async accepted(secret: Secret, value: string): Promise<void> {
    if ((await this.#saved(secret)) !== value) await this.store(secret, value);
  }

  async refused(secret: Secret): Promise<void> {
    await this.#drop(secret);
  }

  /** Keeps a password that the user gave; never logged, never in settings. */
  async save(profile: ConnectionProfile, password: string): Promise<void> {
    const secret = passwordOf(profile);
    if (secret !== undefined) await this.store(secret, password);
  }

  /** Keeps a secret; false where it lives only as long as the window, for want of a keyring. */
  async store({ key }: Secret, value: string): Promise<boolean> {
    try {
      await this.#secrets.store(key, value);
      this.#unsaved.delete(key);
      return true;
    } catch {
      // Without a keyring it lives as long as the window.
      this.#unsaved.set(key, value);
      return false;
    }
  }

  /** Forgets the password of a profile, and whatever else it needs. */
  async forget(profile: ConnectionProfile): Promise<void> {
    for (const secret of secretsOf(profile)) await this.#drop(secret);
  }

  async #drop({ key }: Secret): Promise<void> {
    this.#unsaved.delete(key);
    try {
      await this.#secrets.delete(key);
    } catch {
      // Without a keyring there was nothing to delete.
    }
  }

  async #saved({ key }: Secret): Promise<string | undefined> {
    const unsaved = this.#unsaved.get(key);
    if (unsaved !== undefined) return unsaved;
    try {
      return await this.#secrets.get(key);
    } catch {
      // Without a keyring the user is asked.
      return undefined;
    }
  }

  #askOnce(secret: Secret, signal: AbortSignal): Promise<string | undefined> {
    const asking = this.#asking.get(secret.key) ?? this.#prompt(secret, signal);
    this.#asking.set(secret.key, asking);
    return asking;
  }

  async #prompt(secret: Secret, signal: AbortSignal): Promise<string | undefined> {
    const cancel = new vscode.CancellationTokenSource();
    const stopListening = onAbort(signal, () => {
      cancel.cancel();
    });
    try {
      return await vscode.window.showInputBox(promptFor(secret), cancel.token);
    } finally {
      stopListening();
      cancel.dispose();
      this.#asking.delete(secret.key);
    }
  }
}

function promptFor({ kind, of }: Secret): vscode.InputBoxOptions {
  const titles = {
    password: vscode.l10n.t('Password for {0}', of),
    'proxy-password': vscode.l10n.t('Password for the proxy {0}', of),
    passphrase: vscode.l10n.t('Passphrase of the key {0}', of),
  };
  return {
    title: titles[kind],
    prompt: vscode.l10n.t('It is kept in the secret storage once the server has accepted it.'),
    password: true,
    ignoreFocusOut: true,
  };
}
