import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DiskHabits, refuseName, refuseNames } from '../../../src/sync/names.js';

const linux: DiskHabits = { isWindows: false, ignoresCase: false, ignoresForm: false };
const windows: DiskHabits = { isWindows: true, ignoresCase: true, ignoresForm: false };
const mac: DiskHabits = { isWindows: false, ignoresCase: true, ignoresForm: true };

const everywhere: [name: string, words: RegExp][] = [
  ['', /leads out of its folder or is none/],
  ['.', /leads out/],
  ['..', /leads out/],
  ['a/b', /leads out/],
  ['../b', /leads out/],
  ['a\0b', /leads out/],
  ['a\nb', /leads out/],
  ['a\tb', /control character/],
  ['a\u007fb', /control character/],
  ['half\ud800', /half a character/],
  ['x'.repeat(256), /too long/],
  ['ä'.repeat(128), /too long/],
];
for (const [name, words] of everywhere) {
  test(`no disk has a file called ${JSON.stringify(name).slice(0, 20)}`, () => {
    for (const disk of [linux, windows, mac]) assert.match(refuseName(name, disk) ?? '', words);
  });
}

const onWindows: [name: string, words: RegExp][] = [
  ['a\\b', /allows no \\ /],
  ['..\\..\\a', /allows no \\ /],
  ['c:', /allows no : /],
  ['c:evil.txt', /allows no : /],
  ['file.txt:stream', /allows no : /],
  ['what?', /allows no \? /],
  ['a*', /allows no \* /],
  ['<b>', /allows no < /],
  ['a|b', /allows no \| /],
  ['"q"', /allows no " /],
  ['a.', /drops the dot/],
  ['...', /drops the dot/],
  ['a ', /drops the dot or the blank/],
  ['CON', /for a device/],
  ['nul', /for a device/],
  ['NUL.txt', /for a device/],
  ['Com1.tar.gz', /for a device/],
  ['com¹', /for a device/],
  ['LPT9', /for a device/],
  ['aux .c', /for a device/],
  ['CONIN$', /for a device/],
  ['PROGRA~1', /short one of another file/],
  ['GIT~1', /short one/],
  ['a~12.ht', /short one/],
];
for (const [name, words] of onWindows) {
  test(`Windows has no file called ${name}, other disks have`, () => {
    assert.match(refuseName(name, windows) ?? '', words);
    assert.deepEqual([refuseName(name, linux), refuseName(name, mac)], [undefined, undefined]);
  });
}

const good = [
  'a',
  '.htaccess',
  'console.log',
  'com10',
  'CONTENT',
  'a b',
  'ä~ö',
  'a.b.c',
  '~$a.docx',
];
for (const name of [...good, 'nul-1', 'x'.repeat(255), '日本']) {
  test(`${name.slice(0, 20)} may be called so anywhere`, () => {
    for (const disk of [linux, windows, mac]) assert.equal(refuseName(name, disk), undefined);
  });
}

const composed = 'ä'.normalize('NFC');
const decomposed = 'ä'.normalize('NFD');
const clashes: [law: string, disk: DiskHabits, names: [string[], string[]], refused: string[]][] = [
  ['case tells names apart where the disk does', linux, [['a', 'A'], []], []],
  ['of names that differ in case none is taken', windows, [['a', 'A', 'b'], []], ['a', 'A']],
  ['but the one that stands here', windows, [['readme', 'README'], ['README']], ['readme']],
  [
    'a name that stands here in other case is not taken',
    mac,
    [['readme'], ['README']],
    ['readme', 'README'],
  ],
  ['the same name here is no clash', mac, [['readme'], ['readme']], []],
  ['forms tell names apart where the disk does', linux, [[composed, decomposed], []], []],
  [
    'of names that differ in form none is taken',
    mac,
    [[composed, decomposed], []],
    [composed, decomposed],
  ],
  ['a form that stands here', mac, [[composed, decomposed], [decomposed]], [composed]],
  ['letters with one capital', windows, [['ſ', 's', 'ß'], []], ['ſ', 's']],
  ['three of one', windows, [['a.txt', 'A.txt', 'A.TXT'], ['A.txt']], ['a.txt', 'A.TXT']],
  ['a name twice in one listing is one', windows, [['a', 'a'], []], []],
];
for (const [law, disk, [remote, local], refused] of clashes) {
  test(law, () => {
    assert.deepEqual([...refuseNames({ remote, local }, disk).keys()], refused);
  });
}

test('the reason of a clash names the other file', () => {
  const refused = refuseNames({ remote: ['readme'], local: ['README'] }, mac);
  assert.equal(refused.get('readme'), 'on this disk its name is the same as README');
});
