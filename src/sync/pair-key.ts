import { createHash } from 'node:crypto';

/** What makes a pair of folders the same one, whatever it is called in the settings. */
export interface PairIdentity {
  /** The mapping's folder, absolute, with `/`. */
  local: string;
  /** Who is logged in where: `user@host:port`. */
  account: string;
  /** The folder that the connection starts at; none: the login folder. */
  root: string | undefined;
  remote: string;
}

const keyLetters = 32;

/** The name under which everything about a pair is kept on the disk. */
export function pairKey({ local, account, root, remote }: PairIdentity): string {
  const identity = JSON.stringify([local, account, root ?? '', remote]);
  return createHash('sha256').update(identity).digest('hex').slice(0, keyLetters);
}
