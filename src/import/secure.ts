import { type ConnectionProfile } from '../remote/profile.js';
import { type Keys } from './keys.js';

/** What an old setting about encryption means for us. */
export interface Secure {
  security: NonNullable<ConnectionProfile['security']>;
  notes: string[];
}

/** Said wherever the old tool believed any certificate. */
export const certificateNote =
  'The certificate is checked from now on, which the old settings had switched off: you will be asked whether to trust it if it does not verify.';

const securityOf: Readonly<Record<string, Secure['security']>> = {
  false: 'none',
  none: 'none',
  '0': 'none',
  true: 'explicit',
  '1': 'explicit',
  explicit: 'explicit',
  control: 'explicit',
  implicit: 'implicit',
};

/**
 * Reads `secure` (true, false, "control", "implicit") and `secureOptions`, as the tools have them that
 * pass both to the same FTP library. `fallback` is what an absent `secure` means.
 */
export function readSecure(keys: Keys, fallback: Secure['security'] = 'none'): Secure {
  const value = keys.take('secure') ?? fallback;
  const known = securityOf[toWord(value)];
  if (known === undefined) {
    keys.list('secure', 'It must be true, false, "control" or "implicit"; TLS is used.');
  }
  const notes: string[] = [];
  if (value === 'control') {
    notes.push(
      'The data connections are encrypted too, which the old settings left in clear text.',
    );
  }
  return {
    security: known ?? 'explicit',
    notes: [...notes, ...readSecureOptions(keys.object('secureOptions'))],
  };
}

function toWord(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value);
}

function readSecureOptions(options: Keys | undefined): string[] {
  if (options === undefined) return [];
  const isChecked = options.flag('rejectUnauthorized');
  options.listRest('Options for TLS are not taken over.');
  return isChecked === false ? [certificateNote] : [];
}
