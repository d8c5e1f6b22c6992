import fs from 'node:fs';
import path from 'node:path';
import { outputOf } from './command.js';
import type { Place, Recipe } from './recipe.js';

/** Pure-FTPd: users come from a PureDB file of ours; each is confined to its home. */
export const pureFtpd: Recipe = {
  wanted: {
    name: 'pure-ftpd',
    packages: ['pure-ftpd'],
    binaries: ['usr/sbin/pure-ftpd', 'usr/bin/pure-pw'],
  },
  needsRoot: 'it lets users in only when started by root',
  prepare: async (place) => {
    if (place.options.tls === 'implicit') throw new Error('Pure-FTPd knows no implicit TLS');
    const users = await writeUsers(place);
    const server = path.join(place.unpacked.folder, 'usr/sbin/pure-ftpd');
    return [server, ...serverArguments(place, users)];
  },
};

async function writeUsers({ folder, account, root, unpacked }: Place): Promise<string> {
  const text = path.join(folder, 'users.txt');
  const database = path.join(folder, 'users.pdb');
  const { user, passwordHash, uid, gid } = account;
  // Twelve limits follow the home, none of which is set.
  const fields = [user, passwordHash, String(uid), String(gid), '', `${root}/./`];
  fs.writeFileSync(text, `${fields.join(':')}${':'.repeat(12)}\n`);
  const command = path.join(unpacked.folder, 'usr/bin/pure-pw');
  await outputOf([command, 'mkdb', database, '-f', text], { env: unpacked.env });
  return database;
}

function serverArguments(place: Place, users: string): string[] {
  const { folder, options, address, port, account } = place;
  return [
    ...['-S', `${address},${String(port)}`],
    ...['-l', `puredb:${users}`],
    ...['-u', String(account.uid)],
    ...['-g', path.join(folder, 'pid')],
    ...['-O', `clf:${place.logFile}`],
    ...['-c', '100'],
    // No anonymous users, no name look-ups, everyone in a chroot.
    ...['-E', '-H', '-A'],
    ...(options.passiveAddress === undefined ? [] : ['-P', options.passiveAddress]),
    ...(options.passivePorts === undefined ? [] : ['-p', options.passivePorts.join(':')]),
    ...(place.keyAndCertificate === undefined ? [] : ['-Y', '1', '-2', place.keyAndCertificate]),
    ...(options.extra ?? []),
  ];
}
