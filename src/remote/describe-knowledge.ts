import { type DataCommand, type HostKnowledge } from '../ftp/index.js';
import { type ConnectionProfile } from './profile.js';

interface Known {
  profile: ConnectionProfile;
  knowledge: Readonly<HostKnowledge>;
}

/** What was learned about a connection's server, as lines for people; none before the first login. */
export function describeKnowledge({ profile, knowledge }: Known): string[] {
  if (knowledge.server === undefined) return [];
  return [
    `Server: ${knowledge.server}`,
    encryptionLine(profile, knowledge),
    dataLine(profile, knowledge),
    distanceLine(knowledge),
    clockLine(knowledge),
    ...habits.filter(({ isSo }) => isSo(knowledge)).map(({ line }) => line),
  ].filter((line) => line !== undefined);
}

function encryptionLine({ security }: ConnectionProfile, { tls }: HostKnowledge): string {
  if (tls !== undefined) return `Encrypted by ${tls}`;
  return security === 'explicit-if-available'
    ? 'Not encrypted: the server offers no TLS'
    : 'Not encrypted, as the settings say';
}

const ways: Record<DataCommand, string> = {
  EPSV: 'passive mode (EPSV): we dial the server',
  PASV: 'passive mode (PASV): we dial the server',
  EPRT: 'active mode (EPRT): the server dials us',
  PORT: 'active mode (PORT): the server dials us',
};

function dataLine(profile: ConnectionProfile, knowledge: HostKnowledge): string | undefined {
  const { dataWay, failedWays } = knowledge;
  if (dataWay === undefined) return undefined;
  return `Data connections by ${ways[dataWay]}${reasonOf(profile, failedWays)}`;
}

function reasonOf(
  { dataMode, dataCommands }: ConnectionProfile,
  failed: HostKnowledge['failedWays'],
): string {
  if (failed !== undefined && failed.size > 0) {
    const all = [...failed];
    return `, since ${all.join(' and ')} ${all.length === 1 ? 'does' : 'do'} not work`;
  }
  if (dataCommands !== undefined || dataMode === 'active') return ', as the settings say';
  return dataMode === 'auto' ? ', the first that worked' : '';
}

function distanceLine({ roundTripMs }: HostKnowledge): string | undefined {
  if (roundTripMs === undefined) return undefined;
  return roundTripMs < 1
    ? 'An answer takes less than 1 ms'
    : `An answer takes about ${roundTripMs.toFixed(0)} ms`;
}

function clockLine({ clock }: HostKnowledge): string | undefined {
  if (clock === undefined) return undefined;
  const { offsetMinutes } = clock;
  const pad = (number: number): string => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const sign = offsetMinutes < 0 ? '-' : '+';
  return `Its listings tell the time of UTC${sign}${pad(hours)}:${pad(minutes)}`;
}

const habits: readonly { isSo: (knowledge: HostKnowledge) => boolean; line: string }[] = [
  {
    isSo: ({ tls12 }) => tls12 === true,
    line: 'TLS 1.2 is spoken: with 1.3 it refuses data connections',
  },
  {
    isSo: ({ pipelines }) => pipelines === false,
    line: 'Commands go one by one: it loses what is sent together',
  },
  { isSo: ({ mlsdFails }) => mlsdFails === true, line: 'MLSD is offered and does not work' },
  { isSo: ({ mlstFails }) => mlstFails === true, line: 'MLST is offered and does not work' },
  { isSo: ({ needsPret }) => needsPret === true, line: 'It wants PRET before each transfer' },
];
