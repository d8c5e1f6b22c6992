import * as vscode from 'vscode';
import { isRemoteError } from '../../base/remote-error.js';
import { describeError } from '../../base/describe-error.js';
import { withoutLinks } from '../../base/without-links.js';
import { namesWithSecrets, type SettingsScope } from '../../remote/connection-settings.js';
import { type ConnectionProfile, parseProfile } from '../../remote/profile.js';
import { findSecrets, withoutSecrets } from '../../remote/profile-secrets.js';
import { isSameConnection } from '../../remote/same-connection.js';
import { homesOf } from '../../remote/secrets.js';
import { type ConnectionStore } from './connection-store.js';
import { type SecretPasswords } from './secret-passwords.js';

interface Place {
  name: string;
  scope: SettingsScope;
  value: unknown;
}

interface Sources {
  store: ConnectionStore;
  passwords: SecretPasswords;
}

/** Moves what must not stand in the settings to the secret storage; of one connection or of all. */
export async function moveSecrets({ store, passwords }: Sources, name?: string): Promise<void> {
  const moved: string[] = [];
  const places = placesOf(store, name);
  if (places.length === 0) {
    const text = vscode.l10n.t('No password stands in the settings of your connections.');
    void vscode.window.showInformationMessage(withoutLinks(text));
  }
  for (const place of places) {
    if (await movePlace(place, { store, passwords })) moved.push(place.name);
  }
  if (moved.length === 0) return;
  const names = moved.join(', ');
  void vscode.window.showInformationMessage(
    withoutLinks(
      vscode.l10n.t(
        'The secrets of {0} are in the secret storage now, and gone from the settings. Copies of the settings may still hold them.',
        names,
      ),
    ),
  );
}

/** Removes what must not stand in the settings, and keeps it nowhere. */
export async function removeSecrets({ store }: Sources, name?: string): Promise<void> {
  for (const place of placesOf(store, name)) {
    await store.writeTo(place.scope, place.name, withoutSecrets(place.value));
  }
}

function placesOf(store: ConnectionStore, name: string | undefined): Place[] {
  const layers = store.layers();
  return namesWithSecrets(layers)
    .filter((place) => name === undefined || isSameConnection(place.name, name))
    .map((place) => ({
      ...place,
      value: (layers[place.scope] as Record<string, unknown>)[place.name],
    }));
}

async function movePlace(place: Place, { store, passwords }: Sources): Promise<boolean> {
  const { name, scope, value } = place;
  const rest = withoutSecrets(value);
  const profile = tryParse(name, rest);
  if (profile === undefined) return false;
  const { homes, homeless } = homesOf(findSecrets(value), profile);
  if (homeless.length > 0) return tellStaying(homelessText(name));
  for (const { secret, value: found } of homes) {
    if (!(await passwords.store(secret, found))) return tellStaying(noStorageText(name));
  }
  await store.writeTo(scope, name, rest);
  return true;
}

function tellStaying(text: string): false {
  void vscode.window.showErrorMessage(withoutLinks(text));
  return false;
}

function noStorageText(name: string): string {
  return vscode.l10n.t(
    'The secrets of {0} stay in the settings: this system has no secret storage.',
    name,
  );
}

function homelessText(name: string): string {
  return vscode.l10n.t(
    'The secrets of {0} stay in the settings: one of them belongs to no user and no certificate of this connection. Add the user, or remove the secret.',
    name,
  );
}

/** Whose secret it is can be told only of a profile that makes sense. */
function tryParse(name: string, value: unknown): ConnectionProfile | undefined {
  try {
    return parseProfile(name, value);
  } catch (error) {
    if (!isRemoteError(error)) throw error;
    void vscode.window.showErrorMessage(describeError(error));
    return undefined;
  }
}
