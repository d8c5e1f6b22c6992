// The one place where the text of a command is made, with the text that may be logged beside it.
import { RemoteError } from '../../base/remote-error.js';

/** One command; `log` is its line with secrets masked, for trace and errors. */
export interface Command {
  /** Upper case. */
  verb: string;
  /** What goes over the wire, without CR LF. */
  line: string;
  /** What may be shown and logged: no secret is in it. */
  log: string;
}

const secretVerbs = new Set(['PASS', 'ACCT']);
const secretSite = /^(SITE\s+(?:PSWD|PASSWD|CHPWD|CPWD)\b)/i;

/** A command with its argument, if any; refuses what would be a second line (kind `unsafe`). */
export function command(verb: string, argument?: string): Command {
  return rawCommand(argument === undefined ? verb : `${verb} ${argument}`);
}

/** A whole command line as somebody typed it. */
export function rawCommand(line: string): Command {
  const verb = (/^\s*([^\s\0]*)/.exec(line)?.[1] ?? '').toUpperCase();
  const log = masked(verb, line);
  if (/[\0\r\n]/.test(line)) {
    throw new RemoteError(
      'unsafe',
      `A control character in "${verb}" would forge a second command`,
      {
        command: log.replaceAll(/[\0\r\n]/g, '\uFFFD'),
      },
    );
  }
  return { verb, line, log };
}

function masked(verb: string, line: string): string {
  if (secretVerbs.has(verb)) return `${verb} ***`;
  const site = secretSite.exec(line.trimStart());
  return site === null ? line : `${site[1] ?? ''} ***`;
}

/** `text` with every occurrence of `secret` hidden: some servers repeat what they refuse. */
export function withoutSecret(text: string, secret: string | undefined): string {
  return secret === undefined || secret === '' ? text : text.replaceAll(secret, '***');
}
