// The connections of the settings, as they stand in each layer. A name belongs wholly to the layer
// nearest to the workspace that has it: profiles are not mixed, so that nobody's half of one sends
// a password somewhere else.
import { nameProblem } from './connection-registry.js';
import { soundPartOf } from './profile-checks.js';
import { findSecrets, withoutSecrets } from './profile-secrets.js';
import { isObject } from './value-checks.js';

/** The settings that a connection stands in. */
export type SettingsScope = 'user' | 'workspace';

/** The setting's value in each place, the nearest to the workspace last. */
export interface SettingsLayers {
  /** Connections for a while, which stand in no settings. */
  temporary?: unknown;
  user?: unknown;
  workspace?: unknown;
  /** Nothing of a workspace that is not trusted counts. */
  isTrusted: boolean;
}

/** Every name with its profile as it stands, and who has it. */
export function effectiveConnections(layers: SettingsLayers): Record<string, unknown> {
  const { temporary, user, workspace, isTrusted } = layers;
  const settled = { ...plain(user), ...(isTrusted && plain(workspace)) };
  const passing = Object.entries(plain(temporary)).filter(
    ([name]) => !Object.hasOwn(settled, name),
  );
  return { ...settled, ...Object.fromEntries(passing) };
}

/** Where the connection of that name stands; undefined for one that stands in no settings. */
export function scopeOf(name: string, layers: SettingsLayers): SettingsScope | undefined {
  const { user, workspace, isTrusted } = layers;
  if (isTrusted && Object.hasOwn(plain(workspace), name)) return 'workspace';
  return Object.hasOwn(plain(user), name) ? 'user' : undefined;
}

/** The setting with that profile, beside all the others as they stand. */
export function withName(value: unknown, name: string, profile: unknown): object {
  return { ...plain(value), [name]: profile };
}

/** The setting without that name. */
export function withoutName(value: unknown, name: string): object {
  return Object.fromEntries(Object.entries(plain(value)).filter(([one]) => one !== name));
}

/** Names whose profiles hold what no setting may hold, in the scopes that count. */
export function namesWithSecrets(layers: SettingsLayers): { name: string; scope: SettingsScope }[] {
  const scopes = ['user', ...(layers.isTrusted ? (['workspace'] as const) : [])] as const;
  return scopes.flatMap((scope) =>
    Object.entries(plain(layers[scope]))
      .filter(([, profile]) => findSecrets(profile).length > 0)
      .map(([name]) => ({ name, scope })),
  );
}

/** The profile with that certificate trusted: beside others where they are a list, else in place of one. */
export function withTrust(profile: unknown, fingerprint: string): object {
  const before = plain(profile)['trustedFingerprint'];
  const trusted: unknown = Array.isArray(before)
    ? [...(before as unknown[]), fingerprint]
    : fingerprint;
  return { ...plain(profile), trustedFingerprint: trusted };
}

/**
 * What an export holds: everything that makes sense but secrets, and the account, which may be one.
 * What makes no sense, a key or a whole address in the place of a host, may hold a password too.
 */
export function exportText(connections: Record<string, unknown>): string {
  const named = Object.entries(connections).filter(([name]) => nameProblem(name) === undefined);
  const cleaned = named.map(([name, profile]) => {
    const rest = soundPartOf(plain(withoutSecrets(profile)));
    delete rest['account'];
    return [name, rest] as const;
  });
  const setting = { 'ftpWorkspaces.connections': Object.fromEntries(cleaned) };
  return `${JSON.stringify(setting, undefined, 2)}\n`;
}

function plain(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
