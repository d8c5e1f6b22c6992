import { type Collection } from './collection.js';
import { type Keys } from './keys.js';

const names: Readonly<Record<string, string>> = {
  sftp: 'SFTP, which is SSH and not FTP',
  scp: 'SCP, which is SSH and not FTP',
  ssh: 'SSH',
  local: 'no protocol but copies on this machine',
};

/** Whether an entry is about FTP; one that is not is listed, with its secrets left where they are. */
export function isFtp(
  protocol: string,
  { keys, where, secretKey }: { keys: Keys; where: string; secretKey: string },
  collection: Collection,
): boolean {
  const lower = protocol.toLowerCase();
  if (['ftp', 'ftps', 'ftpes'].includes(lower)) return true;
  collection.refuse(where, reasonFor(lower), keys.secret(secretKey).paths);
  return false;
}

/** Lists an entry that is about SFTP and holds no secret that could be taken out. */
export function refuseSftp(where: string, collection: Collection): void {
  collection.refuse(where, reasonFor('sftp'));
}

function reasonFor(protocol: string): string {
  const spoken = Object.hasOwn(names, protocol) ? names[protocol] : undefined;
  return `It was not imported: it speaks ${spoken ?? 'another protocol than FTP'}.`;
}
