import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../../../../src/base/remote-entry.js';
import {
  parseFacts,
  parseMlsdLine,
  parseMlst,
} from '../../../../../src/ftp/protocol/listing/facts.js';
import { parse, utc } from '../../../../support/listing-cases.js';

type Line = readonly [name: string, line: string, expected: RemoteEntry | undefined];

const exact = (text: string): Partial<RemoteEntry> => ({
  modified: utc(text),
  modifiedExact: true,
});

const lines: readonly Line[] = [
  [
    'a file',
    'type=file;size=12;modify=20240102030405; a.txt',
    { name: 'a.txt', type: 'file', size: 12, ...exact('2024-01-02 03:04:05') },
  ],
  [
    'a folder with its rights',
    'Type=dir;Modify=20240102030405;Perm=flcdmpe; www',
    { name: 'www', type: 'directory', perm: 'flcdmpe', ...exact('2024-01-02 03:04:05') },
  ],
  ['the directory itself', 'type=cdir;modify=20240102030405; .', undefined],
  ['the directory itself under its path', 'type=cdir; /pub', undefined],
  ['the parent', 'type=pdir; ..', undefined],
  ['the parent as a mere folder', 'type=dir; ..', undefined],
  ['facts in capitals', 'TYPE=FILE;SIZE=5; A', { name: 'A', type: 'file', size: 5 }],
  ['rights in capitals', 'type=file;perm=ADFRW; a', { name: 'a', type: 'file', perm: 'adfrw' }],
  ['empty rights', 'type=file;perm=; a', { name: 'a', type: 'file', perm: '' }],
  ['no type', 'size=5; a', { name: 'a', type: 'unknown', size: 5 }],
  ['a type of its own', 'type=OS.unix=chr-13/29; null', { name: 'null', type: 'unknown' }],
  ['no facts', ' a b', { name: 'a b', type: 'unknown' }],
  ['no last semicolon', 'type=file;size=5 a;b', { name: 'a;b', type: 'file', size: 5 }],
  ['a tab behind the facts', 'type=file;size=5;\ta b', { name: 'a b', type: 'file', size: 5 }],
  ['blanks around the name', 'type=file;   a  ', { name: '  a  ', type: 'file' }],
  ['a name of one blank', 'type=file;  ', { name: ' ', type: 'file' }],
  ['facts in the name', 'type=file; size=5; b', { name: 'size=5; b', type: 'file' }],
  ['no name', 'type=file; ', undefined],
  ['no blank', 'type=file;size=5;', undefined],
  ['an absolute name', 'type=file; /etc/passwd', undefined],
  ['a path', 'type=file; a/b', undefined],
  ['a way up', 'type=file; ../b', undefined],
  ['NUL in the name', 'type=file; a\u0000b', undefined],
  [
    'a link with its target',
    'type=OS.unix=slink:/usr/bin;size=8; bin',
    { name: 'bin', type: 'symlink', target: '/usr/bin', size: 8 },
  ],
  [
    'a link whose target keeps its letters',
    'Type=OS.UNIX=SLINK:/Usr/Bin; bin',
    { name: 'bin', type: 'symlink', target: '/Usr/Bin' },
  ],
  [
    'a link whose target has a blank',
    'type=OS.unix=slink:/my docs;size=8; docs',
    { name: 'docs', type: 'symlink', target: '/my docs', size: 8 },
  ],
  ['a link without target', 'type=OS.unix=slink:; bin', { name: 'bin', type: 'symlink' }],
  ['the link of ProFTPD', 'type=OS.UNIX=symlink; bin', { name: 'bin', type: 'symlink' }],
  [
    'mode, owner and group',
    'type=file;UNIX.mode=0100644;UNIX.owner=33;UNIX.group=44; a',
    { name: 'a', type: 'file', mode: 0o644, owner: '33', group: '44' },
  ],
  [
    'names rather than numbers',
    'type=file;UNIX.uid=33;UNIX.gid=44;unix.ownername=www;unix.groupname=web; a',
    { name: 'a', type: 'file', owner: 'www', group: 'web' },
  ],
  [
    'ids',
    'type=file;UNIX.uid=33;UNIX.gid=44; a',
    { name: 'a', type: 'file', owner: '33', group: '44' },
  ],
  [
    'a group with a blank',
    'type=file;UNIX.group=Domain Users;size=5; a b',
    { name: 'a b', type: 'file', group: 'Domain Users', size: 5 },
  ],
  ['a mode that is none', 'type=file;UNIX.mode=rw-r--r--; a', { name: 'a', type: 'file' }],
  ['the size of a folder', 'type=dir;sizd=4096; a', { name: 'a', type: 'directory', size: 4096 }],
  ['the folder size of a file', 'type=file;sizd=4096; a', { name: 'a', type: 'file' }],
  [
    'a size that a number cannot hold',
    'type=file;size=18446744073709551615; a',
    { name: 'a', type: 'file' },
  ],
  ['a negative size', 'type=file;size=-1; a', { name: 'a', type: 'file' }],
  [
    'parts of a second',
    'type=file;modify=20240102030405.6789; a',
    { name: 'a', type: 'file', ...exact('2024-01-02 03:04:05.678') },
  ],
  ['a time that is none', 'type=file;modify=20241302030405; a', { name: 'a', type: 'file' }],
  [
    'the year 2000 as 19100',
    'type=file;modify=191000102030405; a',
    { name: 'a', type: 'file', ...exact('2000-01-02 03:04:05') },
  ],
  [
    'facts nobody knows',
    'type=file;x.color=blue;media-type=text/plain;unique=801g4; a',
    { name: 'a', type: 'file' },
  ],
  ['an empty fact', 'type=file;size=; a', { name: 'a', type: 'file' }],
  ['prose', 'total 12', undefined],
  ['an empty line', '', undefined],
];

for (const [name, line, expected] of lines) {
  test(`an MLSD line: ${name}`, () => {
    assert.deepEqual(parseMlsdLine(line), expected);
  });
}

test('facts have small names, and values as they were written', () => {
  const parsed = parseFacts('Type=File;UNIX.owner=Me;  x');
  assert.deepEqual(
    [...(parsed?.facts ?? [])],
    [
      ['type', 'File'],
      ['unix.owner', 'Me'],
    ],
  );
  assert.equal(parsed?.name, ' x');
});

const mlst: readonly Line[] = [
  ['its path', ' type=file;size=5; /pub/a b', { name: 'a b', type: 'file', size: 5 }],
  ['no blank in front', 'type=file;size=5; /pub/a', { name: 'a', type: 'file', size: 5 }],
  ['its bare name', ' type=dir; pub', { name: 'pub', type: 'directory' }],
  ['itself', ' type=cdir; /pub', { name: 'pub', type: 'directory' }],
  ['a parent', ' type=pdir; /pub/', { name: 'pub', type: 'directory' }],
  ['the root', ' type=cdir; /', { name: '/', type: 'directory' }],
  ['blanks around the name', ' type=file; / a ', { name: ' a ', type: 'file' }],
  ['no facts', ' /pub/a', undefined],
  ['prose', '250-Listing a', undefined],
];

for (const [name, line, expected] of mlst) {
  test(`an MLST reply with ${name}`, () => {
    assert.deepEqual(parseMlst(line), expected);
  });
}

test('a link and its target, told apart by name and together by unique, are one entry', () => {
  const text = [
    'type=OS.unix=symlink;unique=6a0g2; current',
    'type=dir;unique=6a0g2; /srv/releases/7',
    'type=file;unique=6a0g3; a',
  ].join('\r\n');
  assert.deepEqual(parse(text), [
    { name: 'current', type: 'symlink', target: '/srv/releases/7' },
    { name: 'a', type: 'file' },
  ]);
});

test('a name alone counts where the other lines are MLSD', () => {
  assert.deepEqual(parse('type=file; a\r\n b'), [
    { name: 'a', type: 'file' },
    { name: 'b', type: 'unknown' },
  ]);
  assert.deepEqual(parse(' just some words'), []);
});

test('the equals sign of a remark makes no MLSD line of it', () => {
  assert.deepEqual(parse('quota=full; please clean up'), []);
});
