// What is told to the server once the session stands: only where it changes something, since the
// first operation waits for it. Each of these may be refused without harm.
import { abortable } from '../base/abort.js';
import { type HostKnowledge } from './host-knowledge.js';
import { type ControlChannel } from './net/control-channel.js';
import { command, type Command } from './protocol/command.js';

/** The facts that entries are made of (RFC 3659 section 7.5). */
const wanted =
  /^(type|size|sizd|modify|perm|unix\.(mode|owner|group|uid|gid|ownername|groupname))$/;

/** The settings that a session needs on top of its login; as a rule none. */
export function wishesOf({ features, refusesUtf8 }: Learned): Command[] {
  const wishes: Command[] = [];
  // Some servers switch UTF-8 on only for clients that say who they are.
  if (refusesUtf8 && features.has('CLNT')) {
    wishes.push(command('CLNT', 'FTP-Workspaces'), command('OPTS', 'UTF8 ON'));
  }
  const facts = missingFacts(features.get('MLST') ?? '');
  if (facts !== undefined) wishes.push(command('OPTS', `MLST ${facts}`));
  return wishes;
}

interface Learned {
  features: ReadonlyMap<string, string>;
  /** OPTS UTF8 ON was refused. */
  refusesUtf8: boolean;
}

/**
 * All the facts that we want and the server has, where one of them is switched off (RFC 3659 section
 * 7.9); undefined where nothing would change. A list without any mark is no sign that all are off.
 */
function missingFacts(offered: string): string | undefined {
  const facts = offered.split(';').map((fact) => fact.trim());
  const isMarked = facts.some((fact) => fact.endsWith('*'));
  const useful = facts.filter((fact) => wanted.test(fact.replace('*', '').toLowerCase()));
  if (!isMarked || useful.every((fact) => fact.endsWith('*'))) return undefined;
  return useful.map((fact) => `${fact.replace('*', '')};`).join('');
}

/** Sends them; one by one where the server loses what comes together. */
export async function wish(
  { channel, knowledge }: { channel: ControlChannel; knowledge: HostKnowledge },
  wishes: readonly Command[],
  signal: AbortSignal,
): Promise<void> {
  if (knowledge.pipelines !== true) {
    for (const one of wishes) await channel.exchange(one, signal);
    return;
  }
  const finals = channel.sendTogether(wishes).map(({ final }) => final);
  const answered = channel.inTime(Promise.all(finals), 'the reply to a setting');
  await abortable(answered, signal, 'The login');
}
