import fs from 'node:fs';
import path from 'node:path';
import type { Place, Recipe } from './recipe.js';

const passwordModule = 'lib/x86_64-linux-gnu/security/pam_pwdfile.so'.replace(
  'x86_64',
  process.arch === 'arm64' ? 'aarch64' : 'x86_64',
);

/** vsftpd: users come from a password file of ours, through a PAM service that only it can see. */
export const vsftpd: Recipe = {
  wanted: {
    name: 'vsftpd',
    packages: ['vsftpd', 'libpam-pwdfile'],
    binaries: ['usr/sbin/vsftpd', passwordModule],
  },
  // As anyone else it serves anonymous users only.
  needsRoot: 'it lets named users in only when started by root',
  prepare: (place) => {
    const services = writePamService(place);
    const empty = path.join(place.folder, 'empty');
    fs.mkdirSync(empty);
    const settings = path.join(place.folder, 'vsftpd.conf');
    fs.writeFileSync(settings, [...settingLines(place, empty), ''].join('\n'));
    const server = path.join(place.unpacked.folder, 'usr/sbin/vsftpd');
    // The mount is seen by this server alone and ends with it.
    const script = 'mount --bind "$1" /etc/pam.d && shift && exec "$@"';
    return Promise.resolve(['sh', '-c', script, 'sh', services, server, settings]);
  },
};

function writePamService(place: Place): string {
  const services = path.join(place.folder, 'pam.d');
  const passwords = path.join(place.folder, 'passwords');
  const check = path.join(place.unpacked.folder, passwordModule);
  fs.mkdirSync(services);
  fs.writeFileSync(passwords, `${place.account.user}:${place.account.passwordHash}\n`);
  const lines = [
    `auth required ${check} pwdfile=${passwords}`,
    'account required pam_permit.so',
    'session required pam_permit.so',
  ];
  fs.writeFileSync(path.join(services, 'vsftpd'), `${lines.join('\n')}\n`);
  return services;
}

function settingLines(place: Place, empty: string): string[] {
  return [
    'listen=YES',
    `listen_address=${place.address}`,
    `listen_port=${String(place.port)}`,
    'background=NO',
    `secure_chroot_dir=${empty}`,
    'anonymous_enable=NO',
    'local_enable=YES',
    'pam_service_name=vsftpd',
    // Every user is served as this one, whose home in the system must exist.
    'guest_enable=YES',
    `guest_username=${place.account.systemUser}`,
    'virtual_use_local_privs=YES',
    `local_root=${place.root}`,
    'chroot_local_user=YES',
    'allow_writeable_chroot=YES',
    'write_enable=YES',
    'local_umask=022',
    'delay_failed_login=0',
    // The sandbox kills the server on newer kernels.
    'seccomp_sandbox=NO',
    'xferlog_enable=YES',
    'log_ftp_protocol=YES',
    `vsftpd_log_file=${place.logFile}`,
    ...passiveLines(place),
    ...tlsLines(place),
    ...(place.options.extra ?? []),
  ];
}

function passiveLines({ options }: Place): string[] {
  const lines: string[] = [];
  if (options.passiveAddress !== undefined) lines.push(`pasv_address=${options.passiveAddress}`);
  if (options.passivePorts !== undefined) {
    const [first, last] = options.passivePorts;
    lines.push(`pasv_min_port=${String(first)}`, `pasv_max_port=${String(last)}`);
  }
  return lines;
}

function tlsLines({ options, keyAndCertificate }: Place): string[] {
  if (keyAndCertificate === undefined) return [];
  return [
    'ssl_enable=YES',
    `rsa_cert_file=${keyAndCertificate}`,
    `rsa_private_key_file=${keyAndCertificate}`,
    'ssl_ciphers=HIGH',
    'force_local_logins_ssl=NO',
    'force_local_data_ssl=NO',
    ...(options.tls === 'implicit' ? ['implicit_ssl=YES'] : []),
  ];
}
