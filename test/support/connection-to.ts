import { type FtpOptions } from '../../src/ftp/index.js';
import { Connection, type ConnectionOptions } from '../../src/remote/connection.js';
import { type ConnectionProfile } from '../../src/remote/profile.js';

/** A connection whose password is known, for tests without a user. */
export function connectionTo(
  { password, ...profile }: ConnectionProfile & Pick<FtpOptions, 'password'>,
  more: Partial<ConnectionOptions> = {},
): Connection {
  const credentials = {
    ask: () => Promise.resolve(password),
    accepted: () => Promise.resolve(),
    refused: () => Promise.resolve(),
  };
  return new Connection({ name: 'test', profile, credentials, ...more });
}
