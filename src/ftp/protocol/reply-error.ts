// What a refusal means. A 550 says "no" and nothing more: only its words, or a look at the parent
// (which the client takes), tell a missing file from a forbidden one.
import { RemoteError, type RemoteErrorKind } from '../../base/remote-error.js';
import { type Command } from './command.js';
import { type Reply, replyText } from './reply.js';

const tooMany =
  /too many|overload|try (it )?(again |back )?later|maximum (number|login)|max(imum)? .{0,80}(connections|clients|users|sessions)|number of connect|more connection|already connected|simultaneous login|is restricted to|only .{0,80}(sessions?|connections?|logins?) .{0,40}allowed|(session|connection|login) limit|limit .{0,40}(reached|exceeded)/i;

/** In this order: "does not exist" must not be read as "exists". */
const words: readonly (readonly [RemoteErrorKind, RegExp])[] = [
  ['no-space', /disk (is )?full|no space|quota|insufficient (disk|storage)|not enough space/i],
  ['not-a-directory', /not a (valid )?(directory|folder)/i],
  ['is-a-directory', /is a (directory|folder)|not a (plain|regular|normal|data) file/i],
  [
    'not-found',
    /no such|not found|(does|do|did)(n.t| not) exist|not exist|cannot find|can.t find|non-?existent|unknown file|no files? found|nicht gefunden|existiert nicht|introuvable|no existe|non trovato|не найден/i,
  ],
  [
    'permission',
    /permission|denied|not (allowed|permitted|authori[sz]ed)|forbidden|read-?only|privilege|prohibited|verweigert|refus[eé]|denegad/i,
  ],
  ['exists', /(already|file) exists?\b|exists already|is already|existiert bereits/i],
];

const codes: Readonly<Record<number, RemoteErrorKind>> = {
  331: 'auth',
  332: 'auth',
  421: 'disconnected',
  425: 'data-connection',
  426: 'disconnected',
  430: 'auth',
  431: 'tls',
  452: 'no-space',
  500: 'unsupported',
  502: 'unsupported',
  504: 'unsupported',
  521: 'tls',
  522: 'tls',
  530: 'auth',
  532: 'auth',
  533: 'tls',
  534: 'tls',
  535: 'tls',
  536: 'tls',
  552: 'no-space',
};

/** The kind of a refusal, by its code and, where that says nothing, by its words. */
export function kindOfRefusal(reply: Reply): RemoteErrorKind {
  const text = replyText(reply);
  if (isLimit(reply)) return 'connect';
  const byCode = codes[reply.code];
  if (reply.code === 521 && /exist/i.test(text)) return 'exists';
  if (byCode !== undefined) return byCode;
  return words.find(([, pattern]) => pattern.test(text))?.[0] ?? 'failed';
}

/** Whether the server has no room for one more connection: no fault of the password. */
function isLimit(reply: Reply): boolean {
  return [421, 430, 530].includes(reply.code) && tooMany.test(replyText(reply));
}

/** The error of a command that the server refused; `what` says what was tried, as in "read /a". */
export function refusalError(
  what: string,
  command: Command,
  reply: Reply & { begun?: boolean },
): RemoteError {
  const text = replyText(reply);
  // RFC 2428 section 2: there it is about the address family, and elsewhere about TLS.
  const isFamily = reply.code === 522 && ['EPSV', 'EPRT'].includes(command.verb);
  const kind = isFamily ? 'unsupported' : kindOfRefusal(reply);
  return new RemoteError(kind, `The server refuses to ${what}: ${text}`, {
    code: reply.code,
    reply: text,
    command: command.log,
    hint: hintOf(reply),
    begun: reply.begun,
  });
}

function hintOf(reply: Reply): string | undefined {
  if (isLimit(reply))
    return 'The server allows no more connections: close others or wait a little.';
  if (reply.code === 530) return 'Check user and password.';
  if (reply.code === 425) {
    return 'The server could not make the data connection: a firewall or the data mode may be in the way.';
  }
  return undefined;
}
