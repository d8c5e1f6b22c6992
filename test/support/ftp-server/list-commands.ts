import { posix } from 'node:path';
import { type StoreEntry, StoreError } from './file-store.js';
import { dosListing, factsOf, unixListing } from './listing.js';
import { type ListStyle, type Personality } from './options.js';
import { Refusal } from './refusal.js';
import { type Command, type Session } from './session.js';
import { send } from './transfer.js';
import { multiline } from './wire-text.js';

/** Listings, over the data connection and (STAT) over the control connection. */
export const listCommands: Record<string, Command> = {
  LIST: {
    run: async (session, argument) =>
      sendListing(session, listed(session, argument), (entries) => format(session, entries)),
  },
  NLST: {
    run: async (session, argument) =>
      sendListing(session, listed(session, argument), (entries) =>
        entries.map(({ name }) => `${name}\r\n`).join(''),
      ),
  },
  MLSD: {
    feature: 'mlsd',
    run: async (session, path) =>
      sendListing(session, machineListed(session, path), (entries) =>
        formatFacts(session, entries),
      ),
  },
  STAT: { run: status },
};

const openingText = 'Opening data connection for the listing.';

async function sendListing(
  session: Session,
  entries: StoreEntry[],
  formatAll: (entries: StoreEntry[]) => string,
): Promise<string | undefined> {
  const { emptyListing } = session.context.settings.personality;
  if (entries.length === 0 && emptyListing !== 'empty') return emptyListing;
  const source = [Buffer.from(formatAll(entries), 'latin1')];
  return send(session, { opening: openingText, source });
}

/** What LIST and NLST show: the entries of a folder, or the one file. */
function listed(session: Session, argument: string): StoreEntry[] {
  const { personality } = session.context.settings;
  const { options, path } = splitOptions(argument, personality);
  const showAll = options.includes('a') || options.includes('A');
  try {
    const entries = entriesAt(session, path);
    if (entries.length === 1 && entries[0]?.name === path) return entries;
    const shown = entries.filter(
      ({ name }) => showAll || !personality.hidesDotFiles || !name.startsWith('.'),
    );
    return options.includes('a') ? [...dots(session, path), ...shown] : shown;
  } catch (error) {
    if (personality.missingDirIsEmpty && error instanceof StoreError && error.code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

function splitOptions(
  argument: string,
  { listOptions }: Personality,
): { options: string; path: string } {
  if (!listOptions) return { options: '', path: argument };
  const [, options = '', path = ''] = /^((?:-\S* *)*)(.*)$/s.exec(argument) ?? [];
  return { options, path };
}

function entriesAt(session: Session, path: string): StoreEntry[] {
  const { store } = session.context;
  if (isPattern(session, path)) return matches(session, path);
  const place = session.locate(path);
  if (store.stat(place).kind === 'directory') return store.list(place);
  return [{ ...store.lstat(place), name: path }];
}

function isPattern(session: Session, path: string): boolean {
  return session.context.settings.personality.globs && /[[*?]/.test(path);
}

/** The entries that a pattern in the last part of a path names. */
function matches(session: Session, path: string): StoreEntry[] {
  const place = session.locate(path);
  const pattern = posix
    .basename(place)
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const whole = new RegExp(`^${pattern}$`);
  return session.context.store.list(posix.dirname(place)).filter(({ name }) => whole.test(name));
}

function dots(session: Session, path: string): StoreEntry[] {
  const { store } = session.context;
  const place = session.locate(path);
  const above = session.locate(posix.join('/', session.resolve(path), '..'));
  return [
    { ...store.stat(place), name: '.' },
    { ...store.stat(above), name: '..' },
  ];
}

function machineListed(session: Session, path: string): StoreEntry[] {
  const { store } = session.context;
  if (isPattern(session, path)) return matches(session, path);
  const place = session.locate(path);
  if (store.stat(place).kind !== 'directory') {
    throw new Refusal(`501 ${path}: Not a directory`);
  }
  const entries = store.list(place);
  if (entries.length === 0 && session.context.settings.personality.emptyListing !== 'empty') {
    return [];
  }
  return [...dots(session, path), ...entries];
}

function format(session: Session, entries: StoreEntry[]): string {
  const { settings } = session.context;
  const { listStyle, utcOffsetMinutes } = settings.personality;
  const now = settings.now();
  return toStyle(listStyle)(entries.map((entry) => ({ ...entry, now, utcOffsetMinutes })));
}

function toStyle(style: Personality['listStyle']): ListStyle {
  if (style === 'unix') return unixListing;
  return style === 'dos' ? dosListing : style;
}

function formatFacts(session: Session, entries: StoreEntry[]): string {
  const readonly = session.user?.readonly === true;
  return entries
    .map((entry) => `${factsOf(entry, session.facts, readonly)} ${entry.name}\r\n`)
    .join('');
}

function status(session: Session, argument: string): string {
  const { personality } = session.context.settings;
  if (argument === '') return serverStatus(session);
  if (!personality.statPath) return '502 STAT takes no path here.';
  const lines = format(session, listed(session, argument)).split('\r\n').slice(0, -1);
  return multiline(personality.statCode, 'Status follows:', ...lines, 'End of status');
}

function serverStatus(session: Session): string {
  return multiline(
    211,
    'FTP server status:',
    `Logged in as ${session.userName ?? ''}`,
    `TYPE: ${session.type}, protection: ${session.protection}`,
    'End of status',
  );
}
