import { toNetworkLines } from './ascii.js';
import { type WriteStart } from './file-store.js';
import { need } from './path-commands.js';
import { Refusal } from './refusal.js';
import { type Command, type Session } from './session.js';
import { receive, send } from './transfer.js';

/** The transfers of files, and what interrupts or resumes them (RFC 959, 3659). */
export const fileCommands: Record<string, Command> = {
  RETR: {
    run: async (session, path) => consuming(session, async () => retrieve(session, path)),
  },
  STOR: {
    writes: true,
    run: async (session, path) => {
      const restart = takeRestart(session);
      return consuming(session, async () =>
        keep(session, path, restart > 0 ? restart : 'truncate'),
      );
    },
  },
  APPE: {
    writes: true,
    run: async (session, path) => {
      takeRestart(session);
      return consuming(session, async () => keep(session, path, 'append'));
    },
  },
  REST: { run: restart, feature: 'rest' },
  ABOR: { run: abort },
};

async function retrieve(session: Session, path: string): Promise<string | undefined> {
  const start = takeRestart(session);
  const { store } = session.context;
  const place = session.locate(need(path));
  const entry = store.stat(place);
  if (entry.kind !== 'file') throw new Refusal(`550 ${path}: not a plain file.`);
  if (start > entry.size) throw new Refusal(`554 REST ${String(start)} is behind the end.`);
  const stream = store.readStream(place, start);
  const content = stream as AsyncIterable<Buffer>;
  const bytes = String(entry.size - start);
  try {
    return await send(session, {
      source: session.type === 'A' ? toNetworkLines(content) : content,
      opening: `Opening ${typeName(session)} mode data connection for ${path} (${bytes} bytes).`,
    });
  } finally {
    stream.destroy();
  }
}

async function keep(
  session: Session,
  path: string,
  start: WriteStart,
): Promise<string | undefined> {
  const sink = session.context.store.writeStream(session.locate(need(path)), start);
  // An error of the disk is told by the transfer; where there is none, by nobody.
  sink.on('error', () => undefined);
  const opening = `Opening ${typeName(session)} mode data connection for ${path}.`;
  try {
    return await receive(session, { opening, sink });
  } finally {
    sink.end();
  }
}

/** Plays the server whose failed transfer uses up the data connection that was made ahead. */
async function consuming(
  session: Session,
  work: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await work();
  } catch (error) {
    if (session.context.settings.personality.failedTransferConsumesPassive) session.data.drop();
    throw error;
  }
}

function takeRestart(session: Session): number {
  const { restart: start } = session;
  session.restart = 0;
  return start;
}

function restart(session: Session, argument: string): string {
  if (!/^\d+$/.test(argument)) return '501 REST takes a number of bytes.';
  if (session.type === 'A' && argument !== '0') return '501 REST needs TYPE I.';
  session.restart = Number(argument);
  return `350 Restarting at ${argument}.`;
}

function abort(session: Session): string {
  if (!session.abortAsked) return '225 No transfer to abort.';
  session.abortAsked = false;
  return '226 Abort successful.';
}

function typeName(session: Session): string {
  return session.type === 'A' ? 'ASCII' : 'BINARY';
}
