import { allFacts } from './listing.js';
import { type Personality } from './options.js';
import { type Command, type Session } from './session.js';
import { multiline } from './wire-text.js';

/** What is asked of the server and set for the session, without a file in it. */
export const settingCommands: Record<string, Command> = {
  NOOP: { beforeLogin: true, run: () => '200 NOOP ok.' },
  HELP: { beforeLogin: true, run: help },
  SYST: {
    beforeLogin: true,
    run: (session) => `215 ${session.context.settings.personality.system}`,
  },
  FEAT: { beforeLogin: true, feature: 'feat', run: features },
  OPTS: { beforeLogin: true, run: options },
  CLNT: { beforeLogin: true, feature: 'clnt', run: () => '200 Noted.' },
  TYPE: { run: type },
  MODE: { run: (_session, mode) => only(mode, 'S', 'MODE') },
  STRU: { run: (_session, structure) => only(structure, 'F', 'STRU') },
  ALLO: { run: () => '202 No storage allocation is necessary.' },
};

function help({ context }: Session): string {
  const names = [...context.commands.keys()].sort().join(' ');
  return multiline(214, 'The commands of this server are', names, 'That is all.');
}

function features(session: Session): string {
  const { settings } = session.context;
  const { personality } = settings;
  const lines = [
    ...(settings.tls.mode === 'none' ? [] : ['AUTH TLS', 'PBSZ', 'PROT']),
    ...offered(personality),
    ...(personality.mlst || personality.mlsd ? [`MLST ${factList(session)}`] : []),
    ...personality.extraFeatures,
  ];
  return multiline(211, 'Features:', ...lines, 'End');
}

function offered(personality: Personality): string[] {
  const table: [boolean, string][] = [
    [personality.clnt, 'CLNT'],
    [personality.epsv, 'EPSV'],
    [personality.eprt, 'EPRT'],
    [personality.mdtm, 'MDTM'],
    [personality.mfmt, 'MFMT'],
    [personality.rest, 'REST STREAM'],
    [personality.size, 'SIZE'],
    [personality.tvfs, 'TVFS'],
    [personality.utf8, 'UTF8'],
  ];
  return table.flatMap(([has, line]) => (has ? [line] : []));
}

/** RFC 3659, section 7.8: the facts in use are marked. */
function factList({ facts }: Session): string {
  return allFacts
    .map((fact) => `${fact}${facts.includes(fact.toLowerCase()) ? '*' : ''};`)
    .join('');
}

function options(session: Session, argument: string): string {
  const [name = '', value = ''] = argument.split(' ');
  const { personality } = session.context.settings;
  switch (name.toUpperCase()) {
    case 'UTF8':
    case 'UTF-8':
      return personality.utf8 ? '200 UTF8 is on.' : '501 OPTS UTF8 is not known here.';
    case 'MLST': {
      if (!personality.mlst && !personality.mlsd) return '501 OPTS MLST is not known here.';
      const asked = value.toLowerCase().split(';');
      const chosen = allFacts.filter((fact) => asked.includes(fact.toLowerCase()));
      session.facts = chosen.map((fact) => fact.toLowerCase());
      return `200 MLST OPTS ${chosen.map((fact) => `${fact};`).join('')}`;
    }
    default:
      return `501 OPTS ${name} is not known here.`;
  }
}

function type(session: Session, argument: string): string {
  switch (argument.toUpperCase()) {
    case 'A':
    case 'A N':
      session.type = 'A';
      return '200 Type set to A.';
    case 'I':
    case 'L 8':
      session.type = 'I';
      return '200 Type set to I.';
    default:
      return `504 TYPE ${argument} is not supported.`;
  }
}

function only(argument: string, supported: string, name: string): string {
  if (argument.toUpperCase() === supported) return `200 ${name} set to ${supported}.`;
  return `504 ${name} ${argument} is not supported.`;
}
