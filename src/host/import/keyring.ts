import type * as vscode from 'vscode';

const trial = 'import-trial';

/** Whether the secret storage keeps what it is given beyond this window; some systems have no keyring. */
export async function keepsSecrets(secrets: vscode.SecretStorage): Promise<boolean> {
  try {
    await secrets.store(trial, trial);
    const isKept = (await secrets.get(trial)) === trial;
    await secrets.delete(trial);
    return isKept;
  } catch {
    // The passwords live as long as the window, and the old file must keep them.
    return false;
  }
}
