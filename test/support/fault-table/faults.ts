// What may go wrong at one step of an operation.
import { type Operation } from './operations.js';
import { type Action, type Cut } from '../ftp-server/rules.js';

export interface Fault {
  name: string;
  /** Faults of one sort may end an operation in the same ways: see rules.ts. */
  sort: string;
  play: Action;
  /** The server says what is not so: nobody can tell. */
  isLie?: boolean;
}

const cuts: readonly [Cut, string][] = [
  ['fin', 'hangs up'],
  ['reset', 'resets'],
];

/** At the reply to any command. */
export const replyFaults: readonly Fault[] = [
  ...cuts.flatMap(([how, words]): Fault[] => [
    { sort: 'cut', name: `the server ${words}`, play: { close: how } },
    {
      sort: 'cut',
      name: `the server does it and ${words}`,
      play: { silent: true, closeAfterReply: how },
    },
    {
      sort: 'cut behind the reply',
      name: `the server answers and ${words}`,
      play: { closeAfterReply: how },
    },
  ]),
  { sort: 'silence', name: 'no answer comes', play: { swallow: true } },
  { sort: 'silence', name: 'it is done without an answer', play: { silent: true } },
  { sort: 'silence', name: 'only noise comes', play: { reply: 'some noise' } },
  { sort: 'silence', name: 'half a line comes', play: { reply: Buffer.from('25') } },
  { sort: 'half a group', name: 'half a group comes', play: { reply: '250-first\r\n' } },
  { sort: '1yz', name: 'a 1yz comes and no more', play: { reply: '199 wait' } },
  { sort: 'none', name: 'the answer is late', play: { delayMs: 60 } },
  { sort: 'none', name: 'noise comes first', play: { before: 'some noise' } },
  { sort: 'foreign', name: 'another protocol answers', play: { reply: 'HTTP/1.1 400 no' } },
  {
    sort: '2yz',
    name: 'a 2yz comes though nothing was done',
    play: { reply: '299 done' },
    isLie: true,
  },
  { sort: '3yz', name: 'a 3yz comes', play: { reply: '399 go on' } },
  { sort: '421', name: 'a 421 comes', play: { reply: '421 bye' } },
  { sort: '451', name: 'a 451 comes', play: { reply: '451 local error' } },
  { sort: '500', name: 'a 500 comes', play: { reply: '500 what?' } },
  { sort: '550', name: 'a 550 comes', play: { reply: '550 no' } },
];

/** On the way from PASV or EPSV to the data connection. */
export const openingFaults: readonly Fault[] = [
  // Not the port of a moment ago: another cell's server may have it now.
  { sort: 'no port', name: 'the port is closed', play: { passive: { port: 1 } } },
  { sort: 'unserved', name: 'the port is never served', play: { data: { neverAccept: true } } },
  {
    sort: 'no port',
    name: 'no port is named',
    play: { passive: { text: '229 Entering it (|||x|)' } },
  },
];

const ends: readonly [Cut, string][] = [
  ['fin', 'the data ends'],
  ['reset', 'the data is reset'],
];

const words: readonly [sort: string, name: string, reply: string | null][] = [
  ['426', 'a 426', '426 broken'],
  ['451', 'a 451', '451 broken'],
  ['226', 'a 226', '226 fine'],
  ['nothing', 'nothing', null],
];

/** In the course of a transfer of `bytes`, at the reply to its command. */
export function dataFaults({ name, data }: Operation, bytes: number): Fault[] {
  const places: readonly [sort: string, name: string, at: number][] = [
    ['early', 'before the first byte', 0],
    ['early', 'in the middle', Math.floor(bytes / 2)],
    ['at the end', 'behind the last byte', bytes],
  ];
  // A 226 that is not true: what a listing or an upload lacks then, only its size could tell.
  const isBlind = data === 'out' || name === 'list';
  return [...places.flatMap(faultsAt), ...lastWords].map((fault) => ({
    ...fault,
    isLie: isBlind && fault.play.data?.thenReply === '226 fine',
  }));
}

function faultsAt([sort, place, at]: readonly [string, string, number]): Fault[] {
  const data = ends.flatMap(([how, end]) =>
    words.map(([word, name, reply]): Fault => ({
      sort: `${how} ${sort}, ${word}`,
      name: `${end} ${place}, and ${name} is said`,
      play: { data: { cutAfterBytes: at, how, thenReply: reply } },
    })),
  );
  const control = cuts.map(([cutControl, name]): Fault => ({
    sort: `cut ${sort}`,
    name: `the server ${name} ${place}`,
    play: { data: { cutAfterBytes: at, cutControl } },
  }));
  const stall: Fault = {
    sort: `stall ${sort}`,
    name: `the data stands still ${place}`,
    play: { data: { cutAfterBytes: at, how: 'stall', thenReply: null } },
  };
  return [...data, ...control, stall];
}

/** All of the data moves. */
const lastWords: readonly Fault[] = [
  {
    sort: 'none',
    name: 'the data comes in pieces',
    play: { data: { tinyWrites: 50_000, everyMs: 20 } },
  },
  { sort: 'no 150', name: 'there is no 150', play: { data: { noPreliminary: true } } },
  {
    sort: 'no 150',
    name: 'the data is faster than the 150',
    play: { data: { dataBeforePreliminary: true } },
  },
  {
    sort: 'none',
    name: 'the 226 is faster than the data',
    play: { data: { completionFirst: true, thenReply: '226 fine' } },
  },
  { sort: 'none', name: 'there is a 226 too many', play: { after: '226 again' } },
  { sort: 'none', name: 'a 250 ends it', play: { data: { thenReply: '250 fine' } } },
  { sort: 'end, 451', name: 'a 451 ends it', play: { data: { thenReply: '451 disk broken' } } },
  { sort: 'end, 550', name: 'a 550 ends it', play: { data: { thenReply: '550 no' } } },
  { sort: 'end, 3yz', name: 'a 399 ends it', play: { data: { thenReply: '399 go on' } } },
  { sort: 'end, silence', name: 'a 199 ends it', play: { data: { thenReply: '199 wait' } } },
  { sort: 'end, silence', name: 'noise ends it', play: { data: { thenReply: 'noise' } } },
  {
    sort: 'end, silence',
    name: 'half a line ends it',
    play: { data: { thenReply: null }, after: Buffer.from('22') },
  },
  { sort: 'end, 421', name: 'a 421 ends it', play: { data: { thenReply: '421 bye' } } },
  ...cuts.map(([how, name]): Fault => ({
    sort: 'end, cut',
    name: `the server ${name} before the 226`,
    play: { data: { thenReply: null }, closeAfterReply: how },
  })),
];
