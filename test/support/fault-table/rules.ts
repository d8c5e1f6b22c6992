// How a cell may end: by the sort of its fault, unless an exception says otherwise for the place
// where it is played. The first that fits counts.
import { type Cell, type Outcome } from './cell.js';
import { ahead, old } from './operations.js';

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
  'stall early': ['timeout'],
  'stall at the end': ['timeout'],
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
const isOneOfTwoLists = ({ operation, profile, step }: Cell): boolean =>
  operation.name === 'list' && profile === old && ['LIST', 'PASV'].includes(step.verb);
const refusals = /^(3yz|451|500|550)$/;

const exceptions: readonly Exception[] = [
  // The login. What is sent together and lost is asked for again, one by one.
  {
    sorts: /^(cut|silence|half a group|1yz|foreign|421)$/,
    where: at('USER', 'PASS', 'FEAT', 'TYPE', 'PWD', 'PBSZ', 'PROT'),
    outcomes: ['done', 'disconnected', 'timeout', 'protocol', 'tls'],
  },
  { sorts: /^[23]yz$/, where: at('USER', 'PASS'), outcomes: ['auth', 'done'] },
  { sorts: /^(451|500|550)$/, where: at('USER', 'PASS'), outcomes: ['auth'] },
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
  { sorts: refusals, where: at('EPSV', 'EPRT'), outcomes: ['done'] },
  {
    sorts: /^(2yz|3yz|451|500|550|no port)$/,
    where: (cell) => at('PASV')(cell) && !isOneOfTwoLists(cell),
    outcomes: ['data-connection'],
  },
  {
    sorts: refusals,
    where: (cell) => at('PASV')(cell) && isOneOfTwoLists(cell),
    outcomes: ['done', 'data-connection'],
  },
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

  // LIST -a and LIST stand in for each other; MDTM of what was listed is a courtesy.
  { sorts: /426$/, where: isOneOfTwoLists, outcomes: ['done', 'disconnected', 'timeout'] },
  { sorts: /(451|550)$/, where: isOneOfTwoLists, outcomes: ['done', 'failed', 'timeout'] },
  { sorts: /^500$/, where: isOneOfTwoLists, outcomes: ['done', 'unsupported'] },
  { sorts: /421$/, where: isOneOfTwoLists, outcomes: ['done', 'disconnected'] },
  { sorts: /^(2yz|no port)$/, where: isOneOfTwoLists, outcomes: ['done', 'data-connection'] },
  { sorts: /^3yz$/, where: isOneOfTwoLists, outcomes: ['done', 'data-connection', 'protocol'] },
  {
    sorts: /./,
    where: (cell) => cell.operation.name === 'list' && at('MDTM')(cell),
    outcomes: ['done', 'disconnected', 'timeout', 'protocol'],
  },

  // What came with half a group may look like the end of something empty, which is then asked for.
  {
    sorts: /^half a group$/,
    where: (cell) => isIn('data connections made ahead')(cell) && isTransfer(cell),
    outcomes: ['data-connection', 'timeout', 'done'],
  },

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
  { sorts: /^2yz$/, where: at('RETR', 'MLSD', 'LIST'), outcomes: ['data-connection'] },
  { sorts: /^(end, )?5[05]0$/, where: at('MLSD'), outcomes: ['done'] },

  // The connection may be reset before we have taken it.
  {
    sorts: /^reset .*, (nothing|226)$/,
    where: (cell) => isIn('active mode')(cell) && !isUpload(cell),
    outcomes: ['disconnected', 'data-connection', 'timeout', 'done'],
  },
  // A transfer that breaks. A file is whole where as many bytes came as were told.
  // That holds where a refusal comes later, if it does.
  { sorts: /^((fin|reset) at the end|end), 451$/, where: isFile, outcomes: ['done', 'failed'] },
  { sorts: /^end, 550$/, where: isFile, outcomes: ['done', 'permission'] },
  { sorts: /^end, 3yz$/, where: isFile, outcomes: ['done', 'protocol'] },
  { sorts: /^((fin|reset) at the end|end), /, where: isFile, outcomes: ['done', 'disconnected'] },
  {
    sorts: /^reset early, 226$/,
    where: (cell) => isFile(cell) && cell.profile === ahead,
    outcomes: ['done', 'disconnected', 'data-connection', 'protocol'],
  },
  // Whether a listing is empty is asked for where its data broke before it began.
  {
    sorts: /^reset early, 226$/,
    where: at('MLSD', 'LIST'),
    outcomes: ['disconnected', 'data-connection'],
  },
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
  { sorts: /^(fin|reset) .*, 226$/, where: isUpload, outcomes: ['done', 'disconnected'] },
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
  { sorts: /^3yz$/, where: at('RNTO', 'SITE'), outcomes: ['failed', 'protocol'] },
  // A raw command gives its reply, whatever it is.
  { sorts: /^(3yz|421|451|500|550)$/, where: at('NOOP'), outcomes: ['done'] },
];

const endsSession = /^(cut.*|421|end, (421|cut))$/;

/** The ends that are right for this cell. */
export function outcomesOf(cell: Cell): readonly Outcome[] {
  const { fault, operation, holder, profile } = cell;
  const isRepeated = holder === 'a pool' && operation.isRepeatable === true;
  if (isRepeated && endsSession.test(fault.sort)) return ['done'];
  // A stream of which nothing was sent yet is begun again.
  const isBegun = operation.name !== 'createReadStream' || holder !== 'a pool';
  // Node.js tells of a reset that comes in one breath with data as of an orderly end, and what was
  // not read by then is lost.
  const sorts = [fault.sort, ...endsLike(fault.sort)];
  // What breaks before a byte has moved is done again, and what was made ahead may never be used.
  const again: readonly Outcome[] = profile === ahead || !isBegun ? ['done'] : [];
  return [...new Set([...sorts.flatMap(outcomesAs), ...again])];

  function outcomesAs(sort: string): readonly Outcome[] {
    const exception = exceptions.find(({ sorts, where }) => sorts.test(sort) && where(cell));
    return exception?.outcomes ?? usual[sort] ?? [];
  }
}

/** What a reset may look like. */
function endsLike(sort: string): string[] {
  if (!sort.startsWith('reset')) return [];
  const end = sort.replace('reset', 'fin');
  return [end, end.replace('at the end', 'early')];
}
