import { isIP } from 'node:net';
import { type DataTarget } from './data-port.js';
import { Refusal } from './refusal.js';
import { type Command, type Session } from './session.js';
import { plainAddress } from './sockets.js';

/** Who dials whom for the next data connection (RFC 959, 2428). */
export const portCommands: Record<string, Command> = {
  PASV: { run: pasv, feature: 'pasv' },
  EPSV: { run: epsv, feature: 'epsv' },
  PORT: { run: port, feature: 'port' },
  EPRT: { run: eprt, feature: 'eprt' },
};

async function pasv(session: Session): Promise<string> {
  needOtherThanEpsv(session);
  const { passive = {}, data = {} } = session.action;
  const host = plainAddress(session.control.socket.localAddress);
  if (isIP(host) !== 4) return '425 PASV needs IPv4: use EPSV.';
  const chosen = await session.data.listen(data);
  const announced = passive.port ?? chosen;
  const numbers = [
    ...(passive.host ?? host).split('.'),
    String(announced >> 8),
    String(announced & 255),
  ];
  return passive.text ?? `227 Entering Passive Mode (${numbers.join(',')}).`;
}

async function epsv(session: Session, argument: string): Promise<string> {
  const { passive = {}, data = {} } = session.action;
  if (argument.toUpperCase() === 'ALL') {
    session.epsvOnly = true;
    return '200 EPSV ALL: no other data connections from now on.';
  }
  const family = isIP(plainAddress(session.control.socket.localAddress)) === 4 ? '1' : '2';
  if (argument !== '' && argument !== family) {
    return `522 Network protocol not supported, use (${family}).`;
  }
  const chosen = await session.data.listen(data);
  const announced = String(passive.port ?? chosen);
  return passive.text ?? `229 Entering Extended Passive Mode (|||${announced}|)`;
}

function port(session: Session, argument: string): string {
  needOtherThanEpsv(session);
  const numbers = /^\d+(?:,\d+){5}$/.test(argument) ? argument.split(',').map(Number) : [];
  if (numbers.length === 0 || numbers.some((number) => number > 255)) {
    return '501 PORT takes six numbers up to 255.';
  }
  const [high = 0, low = 0] = numbers.slice(4);
  return aim(session, { host: numbers.slice(0, 4).join('.'), port: high * 256 + low }, 'PORT');
}

function eprt(session: Session, argument: string): string {
  needOtherThanEpsv(session);
  const parts = /^(.)(\d+)\1(.+)\1(\d+)\1$/.exec(argument);
  if (!parts) return '501 EPRT takes |family|address|port|.';
  const [, , family = '', host = '', portText = ''] = parts;
  if (family !== '1' && family !== '2') return '522 Network protocol not supported, use (1,2).';
  if (isIP(host) !== (family === '1' ? 4 : 6)) return '501 That is no address of this family.';
  return aim(session, { host, port: Number(portText) }, 'EPRT');
}

/** Only the client itself, and no port of the system: else we would dial for an attacker. */
function aim(session: Session, target: DataTarget, name: string): string {
  const client = plainAddress(session.control.socket.remoteAddress);
  if (target.host !== client || target.port < 1024 || target.port > 65_535) {
    return `504 Illegal ${name} command: only a free port of ${client} will do.`;
  }
  session.data.aim(target);
  return `200 ${name} command successful.`;
}

function needOtherThanEpsv(session: Session): void {
  if (session.epsvOnly) throw new Refusal('550 Refused after EPSV ALL.');
}
