import { Refusal } from './refusal.js';
import { type Command, type Session } from './session.js';

/** Who the user is, and whether others may read along (RFC 959, 2228, 4217). */
export const loginCommands: Record<string, Command> = {
  USER: { beforeLogin: true, run: user },
  PASS: { beforeLogin: true, run: pass },
  ACCT: { beforeLogin: true, run: () => '202 ACCT is superfluous here.' },
  REIN: {
    beforeLogin: true,
    run: (session) => {
      session.reset();
      return '220 Ready for a new user.';
    },
  },
  QUIT: {
    beforeLogin: true,
    run: (session) => {
      session.quitting = true;
      return '221 Goodbye.';
    },
  },
  AUTH: { beforeLogin: true, run: auth },
  PBSZ: {
    beforeLogin: true,
    run: (session) => {
      needTls(session);
      return '200 PBSZ=0';
    },
  },
  PROT: { beforeLogin: true, run: prot },
};

function user(session: Session, name: string): string {
  const { tls } = session.context.settings;
  if (tls.required === true && !session.control.isSecure) {
    return '530 This server requires encryption: AUTH TLS first.';
  }
  session.reset();
  session.userName = name;
  if (name === 'anonymous') return '331 Anonymous login ok, send your e-mail address as password.';
  return `331 Password required for ${name}.`;
}

function pass(session: Session, password: string): string {
  const { userName = '', context } = session;
  if (session.userName === undefined) return '503 Login with USER first.';
  const account = context.settings.users.get(Buffer.from(userName, 'latin1').toString());
  const given = Buffer.from(password, 'latin1').toString();
  if (!account || (userName !== 'anonymous' && account.password !== given)) {
    return '530 Login incorrect.';
  }
  const { maxLogins } = context.settings;
  if (context.loginCount() >= maxLogins) {
    const limit = String(maxLogins);
    return `530 Sorry, the maximum number of clients (${limit}) for this user are already connected.`;
  }
  session.user = account;
  return `230 User ${userName} logged in.`;
}

function auth(session: Session, mechanism: string): undefined {
  const { tls } = session.context.settings;
  if (tls.mode !== 'explicit') throw new Refusal('502 TLS is not offered here.');
  if (session.control.isSecure) throw new Refusal('503 The connection is secure already.');
  const name = mechanism.toUpperCase();
  if (!['TLS', 'TLS-C', 'SSL', 'TLS-P'].includes(name)) {
    throw new Refusal(`504 AUTH ${mechanism} is not known here.`);
  }
  session.reply(`${String(tls.authCode ?? 234)} AUTH ${name} successful.`);
  session.startTls();
  session.reset();
  // RFC 4217, section 17: these two say PROT P as well.
  if (name === 'SSL' || name === 'TLS-P') session.protection = 'P';
  return undefined;
}

function prot(session: Session, level: string): string {
  needTls(session);
  switch (level.toUpperCase()) {
    case 'C':
      session.protection = 'C';
      return '200 Protection set to Clear.';
    case 'P':
      session.protection = 'P';
      return '200 Protection set to Private.';
    case 'S':
    case 'E':
      return `536 PROT ${level} is not supported.`;
    default:
      return `504 PROT ${level} is not known here.`;
  }
}

function needTls(session: Session): void {
  if (!session.control.isSecure) throw new Refusal('503 AUTH TLS first.');
}
