import { RemoteError } from '../../base/remote-error.js';
import { type Command } from '../protocol/command.js';
import { type Reply } from '../protocol/reply.js';
import { type Owing } from '../protocol/reply-queue.js';
import { clock } from './tracer.js';

/** What a command brings: perhaps a 1yz, then its final reply. */
export interface Exchange {
  readonly command: Command;
  /** The first 1yz; undefined where the final reply came without one. */
  readonly preliminary: Promise<Reply | undefined>;
  readonly final: Promise<Reply>;
  /** The final reply came before that of an older command. */
  readonly isOutOfTurn: boolean;
}

/** What goes out in one write with the command of a transfer: before it, and behind it. */
export interface Companions {
  looks?: readonly Command[] | undefined;
  ahead?: Command | undefined;
}

/** The command of a transfer that is under way, with what went out beside it. */
export interface Transferring {
  looked: Exchange[];
  exchange: Exchange;
  ahead: Exchange | undefined;
}

/** Resolves when the final reply has come, or never will. */
export const settled = ({ final }: Exchange): Promise<unknown> => final.catch(() => undefined);

/** An exchange, seen from the channel. */
export interface Owed extends Exchange, Owing {
  isOutOfTurn: boolean;
  readonly sentAt: number;
  begin: (reply: Reply | undefined) => void;
  finish: (reply: Reply) => void;
  fail: (error: RemoteError) => void;
}

/** What a command is to the channel that sends it. */
export type Role = 'plain' | 'transfer' | 'ahead';

/** A command that the server owes its replies to. */
export function newOwed(what: Command, role: Role): Owed {
  let begin: (reply: Reply | undefined) => void = () => undefined;
  let finish: (reply: Reply) => void = () => undefined;
  let fail: (error: RemoteError) => void = () => undefined;
  const preliminary = new Promise<Reply | undefined>((resolve, reject) => {
    begin = resolve;
    fail = reject;
  });
  const final = new Promise<Reply>((resolve, reject) => {
    finish = (reply) => {
      resolve(reply);
      begin(undefined);
    };
    const failPreliminary = fail;
    fail = (error) => {
      reject(error);
      failPreliminary(error);
    };
  });
  // A transfer looks at both, a plain exchange at one: neither may be an unhandled rejection.
  preliminary.catch(() => undefined);
  final.catch(() => undefined);
  return {
    command: what,
    verb: what.verb,
    isTransfer: role === 'transfer',
    isAhead: role === 'ahead',
    isOutOfTurn: false,
    hasBegun: false,
    sentAt: clock(),
    preliminary,
    final,
    begin,
    finish,
    fail,
  };
}

/** The error of a command that the server lost: it answered a later one and never this. */
export function lostCommand({ command }: Owed): RemoteError {
  return new RemoteError('protocol', `The server lost ${command.log}, which came with a transfer`, {
    command: command.log,
  });
}

/** Its 1yz came. */
export function begin(owed: Owed, reply: Reply): void {
  owed.hasBegun = true;
  owed.begin(reply);
}

/** A second end of a transfer that is over: it answers no other command. */
export const isLateEnd = (owed: Owed, reply: Reply): boolean =>
  !owed.isTransfer && owed.verb !== 'ABOR' && (reply.code === 226 || reply.code === 426);

/** RFC 959 section 5.4: the server may end the session at any time. */
export function closingError(text: string): RemoteError {
  return new RemoteError('disconnected', `The server ends the session: ${text}`, {
    code: 421,
    reply: text,
  });
}

const secretSite = /^SITE\s+(?:PSWD|PASSWD|CHPWD|CPWD)\s+(.+)$/i;

/** What must not be shown where the server repeats it. */
export const secretOf = ({ verb, line }: Command): string | undefined =>
  verb === 'PASS' || verb === 'ACCT'
    ? line.slice(verb.length + 1)
    : secretSite.exec(line.trimStart())?.[1];

/** The error of a connection that ended by itself, with the step at which it did. */
export function lostConnection(
  how: string,
  at: { isGreeting: boolean; waiting: string | undefined; cause: Error | undefined },
): RemoteError {
  const { isGreeting, waiting, cause } = at;
  const between = waiting === undefined ? 'between two commands' : `while ${waiting} was under way`;
  const step = isGreeting ? 'before its greeting' : between;
  const text = `The connection ${how} ${step}`;
  return new RemoteError('disconnected', text, { cause, command: waiting });
}
