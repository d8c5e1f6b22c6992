// What is told to the server once the session stands. Each of these may be refused without harm, so
// nobody waits for the replies where the server bears several commands at once.
import { type HostKnowledge } from './host-knowledge.js';
import { type ControlChannel } from './net/control-channel.js';
import { command, type Command } from './protocol/command.js';

/** The facts that entries are made of (RFC 3659 section 7.5), and those that tell links. */
const wanted =
  /^(type|size|sizd|modify|perm|unix\.(mode|owner|group|uid|gid|ownername|groupname))$/;

/** The settings that these features ask for: none that FEAT does not name. */
export function wishesOf(features: ReadonlyMap<string, string>): Command[] {
  const wishes: Command[] = [];
  // Some servers take their settings from who the client says it is.
  if (features.has('CLNT')) wishes.push(command('CLNT', 'FTP-Workspaces'));
  const facts = missingFacts(features.get('MLST') ?? '');
  if (facts !== undefined) wishes.push(command('OPTS', `MLST ${facts}`));
  return wishes;
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
  if (knowledge.pipelines === true) channel.sendTogether(wishes);
  else for (const one of wishes) await channel.exchange(one, signal);
}
