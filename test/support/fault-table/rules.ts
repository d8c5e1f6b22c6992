// How a cell may end: by the sort of its fault, unless an exception says otherwise for the place
// where it is played. The first that fits counts.
import { type Cell, type Outcome } from './cell.js';

const usual: Readonly<Record<string, readonly Outcome[]>> = {
  none: ['done'],
  'no 150': ['done'],
  cut: ['disconnected'],
  // The end may be seen before the reply is read.
  'cut behind the reply': ['done', 'disconnected'],
  silence: ['timeout'],
  'half a group': ['timeout'],
  '1yz': ['timeout'],
  '2yz': ['done'],
  '3yz': ['protocol'],
  '421': ['disconnected'],
  '451': ['failed'],
  '500': ['unsupported'],
  '550': ['failed'],
  foreign: ['protocol'],
  'no port': ['done'],
  unserved: ['timeout'],
  'fin early, 426': ['disconnected'],
  'fin early, 451': ['failed'],
  'fin early, 226': ['disconnected'],
  'fin early, nothing': ['timeout'],
  'fin at the end, 426': ['disconnected'],
  'fin at the end, 451': ['failed'],
  'fin at the end, 226': ['done'],
  'fin at the end, nothing': ['timeout'],
  'reset early, 426': ['disconnected'],
  'reset early, 451': ['failed'],
  'reset early, 226': ['disconnected'],
  'reset early, nothing': ['disconnected'],
  'reset at the end, 426': ['disconnected'],
  'reset at the end, 451': ['failed'],
  // All bytes came and were confirmed, but not their end.
  'reset at the end, 226': ['disconnected', 'done'],
  'reset at the end, nothing': ['disconnected'],
  'stall early, 426': ['timeout'],
  'stall early, 451': ['timeout'],
  'stall early, 226': ['timeout'],
  'stall early, nothing': ['timeout'],
  'stall at the end, 426': ['timeout'],
  'stall at the end, 451': ['timeout'],
  'stall at the end, 226': ['timeout'],
  'stall at the end, nothing': ['timeout'],
  'cut early': ['disconnected'],
  'cut at the end': ['disconnected'],
  'end, 3yz': ['protocol'],
  'end, 421': ['disconnected'],
  'end, 451': ['failed'],
  'end, 550': ['failed'],
  'end, silence': ['timeout'],
  'end, cut': ['disconnected'],
};

interface Exception {
  sorts: RegExp;
  where: (cell: Cell) => boolean;
  outcomes: readonly Outcome[];
}

const at =
  (...verbs: string[]) =>
  ({ step }: Cell): boolean =>
    verbs.includes(step.verb);
const isUpload = ({ operation, step }: Cell): boolean =>
  operation.data === 'out' && step.verb === 'STOR';
const isStream = ({ operation }: Cell): boolean => operation.name === 'writeFile of a stream';
const isFile = at('RETR');
const isTransfer = at('RETR', 'STOR', 'MLSD', 'LIST');
const isIn =
  (name: string) =>
  ({ profile }: Cell): boolean =>
    profile.name === name;
const isSecondList = ({ step }: Cell): boolean =>
  ['LIST', 'PASV'].includes(step.verb) && step.before > 0;
const refusals = /^(3yz|451|500|550)$/;

const exceptions: readonly Exception[] = [
  // The login. What is sent together with PASS and lost is asked for again, one by one.
  {
    sorts: /^(cut|silence|half a group|1yz|foreign|421)$/,
    where: at('FEAT', 'TYPE', 'PWD'),
    outcomes: ['done', 'disconnected'],
  },
  { sorts: /^(silence|1yz)$/, where: at('PASS'), outcomes: ['done'] },
  { sorts: /^(2yz|3yz|451|500|550)$/, where: at('USER', 'PASS'), outcomes: ['auth'] },
  { sorts: /^(3yz|451|500|550)$/, where: at('FEAT', 'PWD'), outcomes: ['done'] },
  { sorts: /^3yz$/, where: at('TYPE', 'connect'), outcomes: ['done'] },
  { sorts: /^cut/, where: at('connect'), outcomes: ['connect', 'disconnected'] },
  // Nobody waits for it: where it ends the session, that shows with the next command.
  { sorts: /./, where: at('OPTS'), outcomes: ['done', 'disconnected', 'timeout', 'protocol'] },

  // TLS, of which there is no less than was asked for.
  { sorts: /^(2yz|cut behind.*)$/, where: at('AUTH'), outcomes: ['tls', 'disconnected'] },
  // Whatever stands before the 234 in clear text may be somebody else's.
  { sorts: /^none$/, where: at('AUTH'), outcomes: ['done', 'tls'] },
  { sorts: /^500$/, where: at('AUTH'), outcomes: ['done'] },
  { sorts: /^(3yz|421|451|500|550)$/, where: at('AUTH', 'PROT'), outcomes: ['tls'] },
  { sorts: refusals, where: at('PBSZ'), outcomes: ['done'] },

  // What agrees on a data connection: where one command fails, there may be another one.
  {
    sorts: /^[23]yz$/,
    // The server was not told where to dial: it refuses the transfer, and a stream is sent once.
    where: (cell) => at('EPRT')(cell) && isStream(cell),
    outcomes: ['data-connection'],
  },
  { sorts: refusals, where: at('EPSV', 'EPRT'), outcomes: ['done'] },
  {
    sorts: /^(2yz|3yz|451|500|550|no port)$/,
    where: (cell) => at('PASV')(cell) && !isSecondList(cell),
    outcomes: ['data-connection'],
  },
  { sorts: refusals, where: at('PASV'), outcomes: ['done'] },
  {
    sorts: /^foreign$/,
    where: at('EPSV', 'PASV', 'EPRT'),
    outcomes: ['protocol', 'data-connection'],
  },
  {
    sorts: /^cut behind/,
    where: at('PASV'),
    outcomes: ['done', 'disconnected', 'data-connection'],
  },

  // LIST -a is asked for beside LIST: where it is refused, LIST must do.
  { sorts: /^((fin|reset|end).*, )?(426|451|500|550)$/, where: isSecondList, outcomes: ['done'] },
  { sorts: /421$/, where: isSecondList, outcomes: ['done', 'disconnected'] },
  { sorts: /^no port$/, where: isSecondList, outcomes: ['done', 'data-connection'] },

  // A transfer that the server never begins.
  {
    sorts: /^(silence|half a group|1yz|2yz|3yz)$/,
    where: (cell) => isIn('active mode')(cell) && isTransfer(cell),
    outcomes: ['data-connection', 'timeout'],
  },
  {
    sorts: /^[23]yz$/,
    where: (cell) => isIn('TLS')(cell) && isTransfer(cell),
    outcomes: ['timeout'],
  },
  { sorts: /^[23]yz$/, where: isFile, outcomes: ['timeout'] },
  { sorts: /^2yz$/, where: at('MLSD', 'LIST'), outcomes: ['data-connection'] },
  { sorts: /^500$/, where: at('MLSD'), outcomes: ['done'] },

  // A transfer that breaks. A file is whole where as many bytes came as were told.
  { sorts: /^(fin at the end, nothing|end, silence)$/, where: isFile, outcomes: ['done'] },
  { sorts: /^end, cut$/, where: isFile, outcomes: ['done', 'disconnected'] },
  // The server waits for a stream that waits for its 150.
  {
    sorts: /^cut$/,
    where: (cell) => isUpload(cell) && isStream(cell),
    outcomes: ['disconnected', 'timeout'],
  },
  { sorts: /^(fin early, 226)$/, where: at('MLSD', 'LIST'), outcomes: ['done'] },
  // What is sent may be on its way when the connection breaks: then only a reply tells.
  {
    sorts: /^(fin|reset) early, nothing$/,
    where: isUpload,
    outcomes: ['timeout', 'disconnected'],
  },
  { sorts: /^(fin|reset|stall) .*, 226$/, where: isUpload, outcomes: ['done', 'disconnected'] },
  { sorts: /^stall .*, 426$/, where: isUpload, outcomes: ['disconnected'] },
  { sorts: /^stall .*, 451$/, where: isUpload, outcomes: ['failed'] },
  { sorts: /^reset at the end, nothing$/, where: isUpload, outcomes: ['timeout'] },

  // A refusal is explained by the listing of the parent.
  { sorts: /550$/, where: at('RETR', 'DELE', 'RNFR'), outcomes: ['permission'] },
  { sorts: /^end, 550$/, where: at('STOR'), outcomes: ['permission'] },
  // What is no proof is looked for elsewhere.
  { sorts: refusals, where: at('MLST', 'SIZE', 'MDTM'), outcomes: ['done'] },
  {
    sorts: refusals,
    where: ({ operation }) => operation.name === 'setModified',
    outcomes: ['done'],
  },
  // RNTO is refused after an RNFR that was not done.
  { sorts: /^[23]yz$/, where: at('RNFR'), outcomes: ['failed'] },
  { sorts: /^3yz$/, where: at('RNTO'), outcomes: ['failed'] },
  // A raw command gives its reply, whatever it is.
  { sorts: /^(3yz|421|451|500|550)$/, where: at('NOOP'), outcomes: ['done'] },
];

const endsSession = /^(cut.*|421|end, (421|cut))$/;

/** The ends that are right for this cell. */
export function outcomesOf(cell: Cell): readonly Outcome[] {
  const { fault, operation, holder } = cell;
  const exception = exceptions.find(({ sorts, where }) => sorts.test(fault.sort) && where(cell));
  const outcomes = exception?.outcomes ?? usual[fault.sort] ?? [];
  const isRepeated = holder === 'a pool' && operation.isRepeatable === true;
  return isRepeated && endsSession.test(fault.sort) ? ['done'] : outcomes;
}
