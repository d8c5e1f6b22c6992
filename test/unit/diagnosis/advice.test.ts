import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../../../src/diagnosis/advice.js';
import { type Finding } from '../../../src/diagnosis/finding.js';
import { reportText } from '../../../src/diagnosis/report-text.js';
import { type FtpOptions } from '../../../src/ftp/index.js';

const finding = (what: string, state: Finding['state']): Finding => ({ what, state, text: what });

/** The findings of a login after which these ways work, and no others. */
const ways = (...working: string[]): Finding[] => [
  finding('Login', 'ok'),
  ...['EPSV', 'PASV', 'EPRT', 'PORT'].map((way) =>
    finding(way, working.includes(way) ? 'ok' : 'failed'),
  ),
];

const cases: [what: string, findings: Finding[], options: Partial<FtpOptions>, advice: RegExp][] = [
  ['all works', ways('EPSV', 'PASV', 'EPRT', 'PORT'), {}, /^$/],
  ['passive works and is set', ways('PASV'), {}, /^$/],
  ['only active works, passive is set', ways('PORT'), { dataMode: 'passive' }, /to "active"/],
  ['only passive works, active is set', ways('EPSV'), { dataMode: 'active' }, /to "passive"/],
  ['only passive works, auto is set', ways('EPSV'), { dataMode: 'auto' }, /could as well be/],
  ['only passive works, by a proxy', ways('EPSV'), { proxy: { type: 'http', host: 'g' } }, /^$/],
  ['nothing works', ways(), {}, /firewall.*passive port range/],
  ['nobody could log in', [finding('Login', 'failed')], {}, /^$/],
  [
    'the commands are set one by one',
    ways('PORT'),
    { dataMode: 'passive', dataCommands: ['PORT'] },
    /^$/,
  ],
];
for (const [what, findings, options, advice] of cases) {
  test(`advice where ${what}`, () => {
    assert.match(adviceOn(findings, { host: 'h', ...options }).join('\n'), advice);
  });
}

test('a report shows each finding in one line, and a server cannot write headings into it', () => {
  const findings: Finding[] = [
    { what: 'Login', state: 'ok', text: 'Welcome\n# <b>*you*</b>' },
    { what: 'EPSV', state: 'failed', text: 'No.', hint: 'Ask.' },
    { what: 'PORT', state: 'skipped', text: 'Not here' },
  ];
  const text = reportText('a', { account: 'me@h:21', findings, advice: ['Do this.'] });
  assert.deepEqual(text.split('\n'), [
    '# Test of the connection a',
    '',
    'me@h:21. It fails: EPSV.',
    '',
    '- ✔ **Login** Welcome \\# \\<b\\>\\*you\\*\\</b\\>',
    '- ✘ **EPSV** No.',
    '  - Ask.',
    '- – **PORT** Not here',
    '',
    '## What to do',
    '',
    '- Do this.',
    '',
  ]);
});
