import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tryParseEpsv, tryParsePasv } from '../../../../src/ftp/protocol/endpoint.js';
import { parseFeatures } from '../../../../src/ftp/protocol/features.js';
import { kindOfRefusal } from '../../../../src/ftp/protocol/reply-error.js';
import {
  tryParsePath,
  tryParseSize,
  tryParseToldSize,
} from '../../../../src/ftp/protocol/reply-path.js';

const pasv: [string, string | undefined][] = [
  ['227 Entering Passive Mode (192,168,1,2,195,80).', '192.168.1.2:50000'],
  ['227 Entering Passive Mode. 10,0,0,1,4,1', '10.0.0.1:1025'],
  ['227 =10,0,0,1,4,1', '10.0.0.1:1025'],
  ['227 Passive ( 10, 0, 0, 1, 4, 1 )', '10.0.0.1:1025'],
  ['227 (256,0,0,1,4,1)', undefined],
  ['227 (10,0,0,1,0,0)', undefined],
  ['227 (10,0,0,1,4,256)', undefined],
  ['227 (10,0,0,1,4)', undefined],
  ['227 ok', undefined],
];
for (const [text, expected] of pasv) {
  test(`the endpoint of "${text}" is ${String(expected)}`, () => {
    const endpoint = tryParsePasv(text);
    assert.equal(endpoint && `${endpoint.host}:${String(endpoint.port)}`, expected);
  });
}

const epsv: [string, number | undefined][] = [
  ['229 Entering Extended Passive Mode (|||6446|)', 6446],
  ['229 Extended Passive mode OK (|||65535|).', 65_535],
  ['229 ok (!!!6446!)', 6446],
  ['229 ok |||6446|', 6446],
  ['229 (|||0|)', undefined],
  ['229 (|||65536|)', undefined],
  ['229 (||6446|)', undefined],
  ['229 ok', undefined],
];
for (const [text, expected] of epsv) {
  test(`the port of "${text}" is ${String(expected)}`, () => {
    assert.equal(tryParseEpsv(text), expected);
  });
}

const paths: [string, string | undefined][] = [
  ['257 "/home/ada" is the current directory', '/home/ada'],
  ['257 "/a ""quoted"" name" created "now"', '/a "quoted" name'],
  ['257 Current directory is "/x"', '/x'],
  ['257 /a/b', '/a/b'],
  ['257 ""', undefined],
  ['257 nothing', undefined],
];
for (const [text, expected] of paths) {
  test(`the path of ${text} is ${String(expected)}`, () => {
    assert.equal(tryParsePath(text), expected);
  });
}

const told: [string, number | undefined][] = [
  ['150 Opening BINARY mode data connection for a.txt (1234 bytes).', 1234],
  ['150 Opening BINARY mode data connection for a.txt (1 byte)', 1],
  ['150 Opening for (5 bytes).txt', undefined],
  ['150-Accepted data connection\n150 0.0 kbytes to download', undefined],
  ['125 Data connection already open', undefined],
];
for (const [text, expected] of told) {
  test(`the size told by "${text}" is ${String(expected)}`, () => {
    assert.equal(tryParseToldSize(text), expected);
  });
}

test('the size of a 213 is its last number', () => {
  assert.equal(tryParseSize('213 51'), 51);
  assert.equal(tryParseSize('213 file: 213, Size =51'), 51);
  assert.equal(tryParseSize('213 none'), undefined);
  assert.equal(tryParseSize('213 99999999999999999999'), undefined);
});

const features: [string, string[], [string, string][]][] = [
  [
    'a proper answer',
    ['211-Features:', ' MDTM', ' REST STREAM', ' MLST type*;size*;', '211 End'],
    [
      ['MDTM', ''],
      ['REST', 'STREAM'],
      ['MLST', 'type*;size*;'],
    ],
  ],
  [
    'codes before each line, tabs and lower case',
    ['211-Features:', '211-size', '211-\tmdtm ', '211 End'],
    [
      ['SIZE', ''],
      ['MDTM', ''],
    ],
  ],
  [
    'a feature named twice',
    ['211-Features:', ' AUTH TLS', ' AUTH SSL', '211 End'],
    [['AUTH', 'TLS;SSL']],
  ],
  ['no feature at all', ['211 No features'], []],
];
for (const [name, lines, expected] of features) {
  test(`FEAT is understood with ${name}`, () => {
    assert.deepEqual([...parseFeatures(lines)], expected);
  });
}

const refusals: [number, string, string][] = [
  [550, 'nope: No such file or directory', 'not-found'],
  [550, 'Permission denied.', 'permission'],
  [550, 'The system cannot find the file specified.', 'not-found'],
  [550, 'Access is denied.', 'permission'],
  [550, "Can't create directory: File exists", 'exists'],
  [550, 'The file does not exist', 'not-found'],
  [550, 'Failed to open file.', 'failed'],
  [550, 'a: Not a directory', 'not-a-directory'],
  [550, 'I can only retrieve regular files: not a plain file', 'is-a-directory'],
  [521, '"/a" directory already exists', 'exists'],
  [521, 'Data connection cannot be opened with this PROT setting', 'tls'],
  [552, 'Quota exceeded', 'no-space'],
  [451, 'Disk full', 'no-space'],
  [530, 'Login incorrect.', 'auth'],
  [530, 'Sorry, the maximum number of clients (5) for this user are already connected.', 'connect'],
  [421, 'Timeout.', 'disconnected'],
  [421, 'There are too many connections from your internet address.', 'connect'],
  [425, 'Failed to establish connection.', 'data-connection'],
  [502, 'Command not implemented.', 'unsupported'],
  [522, 'SSL connection failed; session reuse required', 'tls'],
];
for (const [code, text, kind] of refusals) {
  test(`${String(code)} ${text} is ${kind}`, () => {
    assert.equal(kindOfRefusal({ code, lines: [`${String(code)} ${text}`] }), kind);
  });
}
