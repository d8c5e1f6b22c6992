// Commands that need no data connection and nothing of each other, sent in one write where the server
// bears it. A few at a time: servers read commands into small buffers.
import { abortable } from '../../base/abort.js';
import { type Command } from '../protocol/command.js';
import { type Reply } from '../protocol/reply.js';
import { type Session } from '../session.js';

const maxTogether = 100;
/** Many commands may take longer than one. */
const patience = 4;

/** The reply to each command, in their order. */
export async function exchangeAll(
  session: Session,
  orders: readonly Command[],
  signal: AbortSignal,
): Promise<Reply[]> {
  const replies: Reply[] = [];
  const isTogether = session.knowledge.pipelines === true && orders.length > 1;
  const step = isTogether ? maxTogether : 1;
  for (let at = 0; at < orders.length; at += step) {
    replies.push(...(await exchangeSome(session, orders.slice(at, at + step), signal)));
  }
  return replies;
}

async function exchangeSome(
  session: Session,
  orders: readonly Command[],
  signal: AbortSignal,
): Promise<Reply[]> {
  const { channel } = session;
  const [first] = orders;
  if (first === undefined) return [];
  if (orders.length === 1) return [await channel.exchange(first, signal)];
  const owed = channel.sendTogether(orders).map(({ final }) => final);
  const what = `the reply to ${first.log}`;
  try {
    const inTime = channel.inTime(Promise.all(owed), what, channel.replyMs * patience);
    return await abortable(inTime, signal, first.log);
  } catch (error) {
    // What is still owed has to come before the next command that cannot follow it at once.
    session.settling = channel.answered();
    throw error;
  }
}
