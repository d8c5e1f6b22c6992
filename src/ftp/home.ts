// The login folder: where the session stands before anybody has moved it.
import { type ControlChannel } from './net/control-channel.js';
import { command } from './protocol/command.js';
import { isCompletion, type Reply, replyText } from './protocol/reply.js';
import { tryParsePath } from './protocol/reply-path.js';

/**
 * The folder that a PWD told; else that of the older XPWD (RFC 775); `/` where the server names none
 * of ours. OS/400 has paths like ours once it is told to (SITE NAMEFMT 1).
 */
export async function homeOf(
  channel: ControlChannel,
  pwd: Reply | undefined,
  signal: AbortSignal,
): Promise<string> {
  const told = homeIn(pwd);
  if (told !== undefined) return told;
  if (pwd !== undefined && isCompletion(pwd)) {
    const home = await turnToSlashes(channel, signal);
    if (home !== undefined) return home;
  }
  const home = homeIn(await channel.exchange(command('XPWD'), signal));
  if (home !== undefined) return home;
  channel.tracer.note('warn', 'The server does not name the login folder: / is taken for it');
  return '/';
}

async function turnToSlashes(
  channel: ControlChannel,
  signal: AbortSignal,
): Promise<string | undefined> {
  const system = await channel.exchange(command('SYST'), signal);
  if (!/OS\/400/i.test(replyText(system))) return undefined;
  await channel.exchange(command('SITE', 'NAMEFMT 1'), signal);
  await channel.exchange(command('SITE', 'LISTFMT 1'), signal);
  return homeIn(await channel.exchange(command('PWD'), signal));
}

function homeIn(reply: Reply | undefined): string | undefined {
  if (reply === undefined || !isCompletion(reply)) return undefined;
  const home = tryParsePath(replyText(reply));
  return home?.startsWith('/') === true ? home : undefined;
}
