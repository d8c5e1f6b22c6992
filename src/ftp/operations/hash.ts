// The hash of a file as the server computes it: HASH (draft-bryan-ftpext-hash), XCRC and its kin, MD5
// (draft-twine-ftpmd5), SITE CHECKSUM. Asked for where FEAT names them, to verify a copy, never to replace it.
import { type Command, command } from '../protocol/command.js';
import { type HashAlgorithm, tryParseHash } from '../protocol/hash-reply.js';
import { isCompletion, type Reply } from '../protocol/reply.js';
import { kindOfRefusal, refusalError } from '../protocol/reply-error.js';
import { type Session } from '../session.js';
import { explainRefusal } from './explain.js';

/** The hash of a whole file. */
export interface FileHash {
  algorithm: HashAlgorithm;
  /** Hexadecimal, lower case. */
  value: string;
}

interface Way {
  algorithm: HashAlgorithm;
  /** The feature that offers it. */
  feature: string;
  verb: string;
}

/** The names of HASH, in the order of how much they prove. */
const hashNames: readonly [HashAlgorithm, string][] = [
  ['sha256', 'SHA-256'],
  ['sha512', 'SHA-512'],
  ['sha1', 'SHA-1'],
  ['md5', 'MD5'],
  ['crc32', 'CRC32'],
];

const ways: readonly Way[] = [
  { algorithm: 'sha256', feature: 'XSHA256', verb: 'XSHA256' },
  { algorithm: 'sha512', feature: 'XSHA512', verb: 'XSHA512' },
  { algorithm: 'sha1', feature: 'XSHA1', verb: 'XSHA1' },
  { algorithm: 'sha1', feature: 'XSHA', verb: 'XSHA' },
  { algorithm: 'md5', feature: 'XMD5', verb: 'XMD5' },
  { algorithm: 'md5', feature: 'MD5', verb: 'MD5' },
  { algorithm: 'crc32', feature: 'XCRC', verb: 'XCRC' },
];

/** What asks for the best hash that is offered, to be sent in this order; its last reply tells. */
export interface HashOrders {
  algorithm: HashAlgorithm;
  orders: Command[];
}

/** The commands for the best hash that is offered; undefined where they depend on one another. */
export function hashOrders({ features }: Session, path: string): HashOrders | undefined {
  const offered = offeredBy(features);
  const [algorithm, name] = hashNames.find(isNamedIn(offered)) ?? [];
  if (algorithm !== undefined && name !== undefined) {
    return { algorithm, orders: [...selecting(name, offered), command('HASH', path)] };
  }
  const way = ways.find(({ feature }) => features.has(feature));
  if (way === undefined || path.includes(' ')) return undefined;
  return { algorithm: way.algorithm, orders: [command(way.verb, path)] };
}

/** The hash, by `algorithm` or by the best that is offered; undefined where the server offers none. */
export async function hash(
  session: Session,
  { path, algorithm }: { path: string; algorithm?: HashAlgorithm | undefined },
  signal: AbortSignal,
): Promise<FileHash | undefined> {
  // Made first: a name that cannot be sent is refused whatever the server offers.
  command('HASH', path);
  const { features } = session;
  const isWanted = (one: HashAlgorithm): boolean => algorithm === undefined || one === algorithm;
  const offered = offeredBy(features);
  const isOffered = isNamedIn(offered);
  const named = hashNames.find((one) => isWanted(one[0]) && isOffered(one));
  if (named !== undefined) {
    for (const order of selecting(named[1], offered)) await session.channel.exchange(order, signal);
    return ask(session, { algorithm: named[0], verb: 'HASH', path }, signal);
  }
  const way = ways.find((one) => isWanted(one.algorithm) && features.has(one.feature));
  if (way !== undefined) return ask(session, { ...way, path }, signal);
  if (!/checksum/i.test(features.get('SITE') ?? '')) return undefined;
  return ask(session, { algorithm, verb: 'SITE CHECKSUM', path }, signal);
}

const offeredBy = (features: Session['features']): string[] =>
  (features.get('HASH') ?? '').toUpperCase().split(/[;, ]+/);

const isNamedIn =
  (offered: readonly string[]) =>
  ([, name]: readonly [HashAlgorithm, string]): boolean =>
    offered.includes(name) || offered.includes(`${name}*`);

/** A star marks what HASH gives without being asked for another; it may have been asked before. */
function selecting(name: string, offered: readonly string[]): Command[] {
  const isOnly = offered.filter((one) => one !== '').length === 1;
  return isOnly ? [] : [command('OPTS', `HASH ${name}`)];
}

async function ask(
  session: Session,
  { algorithm, verb, path }: { algorithm: HashAlgorithm | undefined; verb: string; path: string },
  signal: AbortSignal,
): Promise<FileHash | undefined> {
  let refused: { order: Command; reply: Reply } | undefined;
  for (const order of ordersOf(verb, path)) {
    const reply = await session.channel.exchange(order, signal);
    if (isCompletion(reply)) return tryParseHash(reply, { path, algorithm });
    refused ??= { order, reply };
  }
  if (refused === undefined || kindOfRefusal(refused.reply) === 'unsupported') return undefined;
  const error = refusalError(`hash ${path}`, refused.order, refused.reply);
  throw await explainRefusal(session, { error, path }, signal);
}

/** Some servers cut the name at its first blank where it is not quoted, some take quotes for a part of it. */
function ordersOf(verb: string, path: string): Command[] {
  const plain = command(verb, path);
  if (verb === 'HASH' || !path.includes(' ') || path.includes('"')) return [plain];
  return [command(verb, `"${path}"`), plain];
}
