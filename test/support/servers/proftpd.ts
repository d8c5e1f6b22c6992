import fs from 'node:fs';
import path from 'node:path';
import type { Place, Recipe } from './recipe.js';

/** ProFTPD: users come from a password file of ours. An ordinary user can run it, without chroot. */
export const proftpd: Recipe = {
  wanted: {
    name: 'proftpd',
    packages: ['proftpd-core', 'proftpd-mod-crypto'],
    binaries: ['usr/sbin/proftpd', 'usr/lib/proftpd/mod_tls.so'],
  },
  prepare: (place) => {
    writeUsers(place);
    const settings = path.join(place.folder, 'proftpd.conf');
    fs.writeFileSync(settings, [...settingLines(place), ''].join('\n'));
    const server = path.join(place.unpacked.folder, 'usr/sbin/proftpd');
    return Promise.resolve([server, '--nodaemon', '-c', settings]);
  },
};

function writeUsers({ folder, account, root }: Place): void {
  const ids = `${String(account.uid)}:${String(account.gid)}`;
  const user = `${account.user}:${account.passwordHash}:${ids}::${root}:/bin/sh\n`;
  const group = `${account.user}:x:${String(account.gid)}:\n`;
  // It refuses files that others may read.
  fs.writeFileSync(path.join(folder, 'users'), user, { mode: 0o600 });
  fs.writeFileSync(path.join(folder, 'groups'), group, { mode: 0o600 });
}

function settingLines(place: Place): string[] {
  const { folder, unpacked, account } = place;
  return [
    `ModulePath ${unpacked.folder}/usr/lib/proftpd`,
    ...(place.keyAndCertificate === undefined ? [] : ['LoadModule mod_tls.c']),
    'ServerName "ProFTPD"',
    'ServerType standalone',
    `DefaultAddress ${place.address}`,
    `Port ${String(place.port)}`,
    'SocketBindTight on',
    'UseIPv6 off',
    'UseReverseDNS off',
    `User ${account.systemUser}`,
    `Group ${account.systemGroup}`,
    'MaxInstances 100',
    `PidFile ${folder}/pid`,
    `ScoreboardFile ${folder}/scoreboard`,
    'ControlsEngine off',
    `ControlsSocket ${folder}/controls`,
    'AuthOrder mod_auth_file.c',
    'AuthPAM off',
    `AuthUserFile ${folder}/users`,
    `AuthGroupFile ${folder}/groups`,
    'RequireValidShell off',
    'UseFtpUsers off',
    'WtmpLog off',
    'DelayEngine off',
    ...(process.getuid?.() === 0 ? ['DefaultRoot ~'] : []),
    'Umask 022',
    'AllowOverwrite on',
    'AllowStoreRestart on',
    'AllowRetrieveRestart on',
    'TimesGMT on',
    'TransferLog none',
    `SystemLog ${folder}/system.log`,
    `ExtendedLog ${place.logFile} ALL`,
    ...passiveLines(place),
    ...tlsLines(place),
    ...(place.options.extra ?? []),
  ];
}

function passiveLines({ options }: Place): string[] {
  const lines: string[] = [];
  if (options.passiveAddress !== undefined) {
    lines.push(`MasqueradeAddress ${options.passiveAddress}`);
  }
  if (options.passivePorts !== undefined) {
    lines.push(`PassivePorts ${options.passivePorts.join(' ')}`);
  }
  return lines;
}

function tlsLines({ folder, options, keyAndCertificate }: Place): string[] {
  if (keyAndCertificate === undefined) return [];
  return [
    'TLSEngine on',
    `TLSLog ${folder}/tls.log`,
    `TLSECCertificateFile ${keyAndCertificate}`,
    `TLSECCertificateKeyFile ${keyAndCertificate}`,
    ...(options.tls === 'implicit' ? ['TLSOptions UseImplicitSSL'] : []),
  ];
}
