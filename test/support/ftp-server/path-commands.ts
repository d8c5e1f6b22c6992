import { factsOf } from './listing.js';
import { Refusal } from './refusal.js';
import { type Command, type Session } from './session.js';
import { formatTime, multiline, tryParseTime } from './wire-text.js';

const pwd: Command = { run: (session) => `257 "${quote(session.cwd)}" is the current directory.` };
const cwd: Command = { run: changeDirectory };
const cdup: Command = { run: (session) => changeDirectory(session, '..') };
const mkd: Command = { run: makeDirectory, writes: true };
const rmd: Command = {
  writes: true,
  run: (session, path) => {
    session.context.store.rmdir(session.locate(need(path)));
    return '250 Directory removed.';
  },
};

/** What asks for or changes one path, without a data connection. */
export const pathCommands: Record<string, Command> = {
  PWD: pwd,
  XPWD: pwd,
  CWD: cwd,
  XCWD: cwd,
  CDUP: cdup,
  XCUP: cdup,
  MKD: mkd,
  XMKD: mkd,
  RMD: rmd,
  XRMD: rmd,
  DELE: {
    writes: true,
    run: (session, path) => {
      session.context.store.remove(session.locate(need(path)));
      return '250 File deleted.';
    },
  },
  RNFR: { run: renameFrom, writes: true },
  RNTO: { run: renameTo, writes: true },
  SIZE: { run: size, feature: 'size' },
  MDTM: { run: modificationTime, feature: 'mdtm' },
  MFMT: { run: setModificationTime, feature: 'mfmt', writes: true },
  MLST: { run: describe, feature: 'mlst' },
  SITE: { run: site },
};

/** The argument that a command cannot do without. */
export function need(argument: string): string {
  if (argument === '') throw new Refusal('501 An argument is missing.');
  return argument;
}

/** RFC 959: a quote in a path is doubled. */
function quote(path: string): string {
  return path.replaceAll('"', '""');
}

function changeDirectory(session: Session, path: string): string {
  const { store } = session.context;
  const entry = store.stat(session.locate(need(path)));
  if (entry.kind !== 'directory') throw new Refusal(`550 ${path}: Not a directory`);
  if ((entry.mode & 0o100) === 0) throw new Refusal(`550 ${path}: Permission denied`);
  session.cwd = session.resolve(path);
  return `250 Directory changed to ${session.cwd}`;
}

function makeDirectory(session: Session, path: string): string {
  session.context.store.mkdir(session.locate(need(path)));
  return `257 "${quote(session.resolve(path))}" created.`;
}

function renameFrom(session: Session, path: string): string {
  session.renameFrom = undefined;
  const place = session.locate(need(path));
  session.context.store.lstat(place);
  session.renameFrom = place;
  return '350 Ready for the new name.';
}

function renameTo(session: Session, path: string): string {
  const { store, settings } = session.context;
  const from = session.renameFrom;
  session.renameFrom = undefined;
  if (from === undefined) return '503 RNFR first.';
  const to = session.locate(need(path));
  if (!settings.personality.renameOverwrites && exists(session, to)) {
    return `550 ${path}: Cannot create a file when that file already exists.`;
  }
  store.rename(from, to);
  return '250 Renamed.';
}

function exists(session: Session, place: string): boolean {
  try {
    session.context.store.lstat(place);
    return true;
  } catch {
    // Absent is an answer here.
    return false;
  }
}

function size(session: Session, path: string): string {
  const { settings, store } = session.context;
  if (settings.personality.sizeNeedsBinary && session.type === 'A') {
    return '550 SIZE not allowed in ASCII mode.';
  }
  const entry = store.stat(session.locate(need(path)));
  if (entry.kind !== 'file') return `550 ${path}: not a plain file.`;
  return `213 ${String(entry.size)}`;
}

function modificationTime(session: Session, argument: string): string {
  const { settings } = session.context;
  const timed = /^(\d{14}) (.+)$/s.exec(argument);
  if (settings.personality.mdtmSets && timed && session.user?.readonly !== true) {
    return setModificationTime(session, argument).replace('Modify', 'MDTM');
  }
  const entry = session.context.store.stat(session.locate(need(argument)));
  return `213 ${formatTime(entry.modified)}`;
}

function setModificationTime(session: Session, argument: string): string {
  const [, time = '', path = ''] = /^(\S+) (.+)$/s.exec(argument) ?? [];
  const modified = tryParseTime(time);
  if (modified === undefined) return '501 The time must be YYYYMMDDHHMMSS, then a path.';
  session.context.store.setModified(session.locate(path), modified);
  return `213 Modify=${formatTime(modified)}; ${path}`;
}

function describe(session: Session, argument: string): string {
  const entry = session.context.store.lstat(session.locate(argument));
  const path = session.resolve(argument);
  const facts = factsOf(entry, session.facts, session.user?.readonly === true);
  return multiline(250, 'Listing:', `${facts} ${path}`, 'End');
}

function site(session: Session, argument: string): string {
  const [, name = '', rest = ''] = /^(\S+) ?(.*)$/s.exec(argument) ?? [];
  const { personality } = session.context.settings;
  switch (name.toUpperCase()) {
    case 'HELP':
      return multiline(214, 'The SITE commands are', 'CHMOD HELP UTIME', 'That is all.');
    case 'CHMOD':
      return personality.chmod ? chmod(session, rest) : unknownSite(name);
    case 'UTIME':
      return personality.utime ? utime(session, rest) : unknownSite(name);
    default:
      return unknownSite(name);
  }
}

function unknownSite(name: string): string {
  return `500 SITE ${name} is not known here.`;
}

function chmod(session: Session, argument: string): string {
  const [, mode, path] = /^([0-7]{3,4}) (.+)$/s.exec(argument) ?? [];
  if (mode === undefined || path === undefined) return '501 SITE CHMOD mode path';
  needWriter(session);
  session.context.store.chmod(session.locate(path), parseInt(mode, 8));
  return '200 SITE CHMOD command successful.';
}

/** Both forms are in use: `time path`, and `path atime mtime ctime UTC`. */
function utime(session: Session, argument: string): string {
  const short = /^(\d{12,14}) (.+)$/s.exec(argument);
  const long = /^(.+) \d{12,14} (\d{12,14}) \d{12,14} UTC$/s.exec(argument);
  const [time, path] = short ? [short[1], short[2]] : [long?.[2], long?.[1]];
  const modified = tryParseTime(time ?? '');
  if (modified === undefined || path === undefined) return '501 SITE UTIME time path';
  needWriter(session);
  session.context.store.setModified(session.locate(path), modified);
  return '200 SITE UTIME command successful.';
}

function needWriter(session: Session): void {
  if (session.user?.readonly === true) throw new Refusal('550 Permission denied.');
}
