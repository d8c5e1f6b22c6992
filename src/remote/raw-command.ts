/** Secrets would stand in the trace and in the history of the box they were typed into. */
const secret = new Set(['PASS', 'ACCT', 'ADAT']);
/** After these the session would no longer be what the transfers that share it believe it is. */
const unsettling = new Set([
  'USER',
  'REIN',
  'QUIT',
  'AUTH',
  'PBSZ',
  'PROT',
  'CCC',
  'TYPE',
  'MODE',
  'STRU',
  'REST',
  'LANG',
  'OPTS',
  'HOST',
]);
/** These say nothing without a data connection. */
const needingData = new Set([
  'PORT',
  'PASV',
  'EPRT',
  'EPSV',
  'PRET',
  'RETR',
  'STOR',
  'STOU',
  'APPE',
  'LIST',
  'NLST',
  'MLSD',
  'ABOR',
]);

/** These change nothing on the server, whatever their argument. */
const looks = new Set([
  'NOOP',
  'PWD',
  'XPWD',
  'CWD',
  'XCWD',
  'CDUP',
  'SYST',
  'FEAT',
  'HELP',
  'STAT',
  'SIZE',
  'MLST',
  'HASH',
  'XCRC',
  'XMD5',
  'XSHA',
  'XSHA1',
  'XSHA256',
  'XSHA512',
]);

export type RawCommandProblem = 'empty' | 'several-lines' | 'secret' | 'unsettling' | 'needs-data';

/** Why a command cannot be sent as it was typed; undefined where it can. */
export function rawCommandProblem(line: string): RawCommandProblem | undefined {
  if (line.trim() === '') return 'empty';
  if (/[\r\n\0]/.test(line)) return 'several-lines';
  const [verb = ''] = line.trim().toUpperCase().split(/\s+/);
  if (secret.has(verb)) return 'secret';
  if (unsettling.has(verb)) return 'unsettling';
  return needingData.has(verb) ? 'needs-data' : undefined;
}

/** Whether a command only looks. MDTM sets times on some servers, so it is none. */
export function isLook(line: string): boolean {
  const [verb = '', argument] = line.trim().toUpperCase().split(/\s+/);
  return looks.has(verb) || (verb === 'SITE' && argument === 'HELP');
}
