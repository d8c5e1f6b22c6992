import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HostKnowledge } from '../../../src/ftp/index.js';
import { describeKnowledge } from '../../../src/remote/describe-knowledge.js';
import {
  fromRecord,
  isCurrent,
  recordKeyOf,
  toRecord,
} from '../../../src/remote/knowledge-record.js';
import { type ConnectionProfile } from '../../../src/remote/profile.js';

const profile: ConnectionProfile = { host: 'h', user: 'ada', security: 'explicit' };
const known: HostKnowledge = {
  server: 'Welcome (vsFTPd 3.0.5)',
  tls: 'TLSv1.3, TLS_AES_256_GCM_SHA384',
  pipelines: true,
  dataWay: 'PASV',
  failedWays: new Set(['EPSV'] as const),
  timeWay: 2,
  clock: { offsetMinutes: 120, learnedAt: 5 },
};
const day = 24 * 3_600_000;
/** As it comes back from a file. */
const stored = (record: object): unknown => JSON.parse(JSON.stringify(record));

test('what was learned comes back from plain JSON', () => {
  const record = stored(toRecord(profile, known, { now: 0 }));
  assert.deepEqual(fromRecord(record, profile, day), known);
});

test('what is of the moment, or large, is not kept', () => {
  const passing = { isWarm: true, roundTripMs: 7, foreignNames: new Set(['a']) };
  assert.deepEqual(fromRecord(stored(toRecord(profile, passing, { now: 0 })), profile, 0), {});
});

test('what was learned is dropped with the settings that it was learned under', () => {
  const record = stored(toRecord(profile, known, { now: 0 }));
  const changes: Partial<ConnectionProfile>[] = [
    { security: 'none' },
    { dataMode: 'active' },
    { dataCommands: ['PASV'] },
    { proxy: { type: 'http', host: 'gate' } },
  ];
  for (const change of changes) {
    assert.deepEqual(fromRecord(record, { ...profile, ...change }, 0), {}, JSON.stringify(change));
  }
  assert.deepEqual(fromRecord(record, { ...profile, root: '/x', dataMode: 'passive' }, 0), known);
});

test('a week after learning began all is learned anew, however often it was used', () => {
  const first = toRecord(profile, known, { now: 0 });
  const later = toRecord(profile, known, { now: 6 * day, before: first });
  assert.deepEqual(fromRecord(later, profile, 8 * day), {});
  const other = toRecord({ ...profile, dataMode: 'auto' }, known, { now: 6 * day, before: first });
  assert.deepEqual(fromRecord(other, { ...profile, dataMode: 'auto' }, 8 * day), known);
});

test('another account has another record', () => {
  assert.notEqual(recordKeyOf(profile), recordKeyOf({ ...profile, user: 'bob' }));
  assert.equal(recordKeyOf(profile), recordKeyOf({ ...profile, root: '/x' }));
});

test('a record that is old, odd or of another version counts for nothing', () => {
  const record = toRecord(profile, known, { now: 0 });
  assert.equal(isCurrent(record, 6 * day), true);
  const odd: unknown[] = [undefined, null, 7, 'text', [], {}, { ...record, version: 2 }];
  for (const value of [...odd, { ...record, knowledge: 7 }, { ...record, since: 'x' }]) {
    assert.deepEqual(fromRecord(value, profile, 0), {}, JSON.stringify(value));
  }
  assert.deepEqual(fromRecord(record, profile, 8 * day), {});
});

test('values that do not look as they should are left out, the others count', () => {
  const odd = {
    ...toRecord(profile, {}, { now: 0 }),
    knowledge: {
      pipelines: 'yes',
      dataWay: 'FTP',
      failedWays: ['EPSV', 7, 'MLSD'],
      timeWay: -1,
      clock: { offsetMinutes: 'two', learnedAt: 1 },
      server: 'x'.repeat(1_000),
      unheardOf: 1,
      mlsdFails: true,
    },
  };
  assert.deepEqual(fromRecord(odd, profile, 0), {
    failedWays: new Set(['EPSV']),
    server: 'x'.repeat(300),
    mlsdFails: true,
  });
});

const lines: [profile: Partial<ConnectionProfile>, knowledge: HostKnowledge, line: RegExp][] = [
  [{}, known, /^Server: Welcome \(vsFTPd 3\.0\.5\)$/m],
  [{}, known, /^Encrypted by TLSv1\.3/m],
  [
    {},
    known,
    /^Data connections by passive mode \(PASV\): we dial the server, since EPSV does not work$/m,
  ],
  [{}, known, /^Its listings tell the time of UTC\+02:00$/m],
  [{}, { clock: { offsetMinutes: -570, learnedAt: 0 } }, /UTC-09:30$/m],
  [{ security: 'none' }, {}, /^Not encrypted, as the settings say$/m],
  [{ security: 'explicit-if-available' }, {}, /^Not encrypted: the server offers no TLS$/m],
  [{ dataMode: 'active' }, { dataWay: 'EPRT' }, /active mode \(EPRT\).*, as the settings say$/m],
  [{ dataMode: 'auto' }, { dataWay: 'EPSV' }, /we dial the server, the first that worked$/m],
  [
    { dataMode: 'auto' },
    { dataWay: 'EPRT', failedWays: new Set(['EPSV', 'PASV'] as const) },
    /since EPSV and PASV do not work$/m,
  ],
  [{}, { roundTripMs: 20.4 }, /^An answer takes about 20 ms$/m],
  [{}, { roundTripMs: 0.3 }, /^An answer takes less than 1 ms$/m],
  [{}, { pipelines: false }, /^Commands go one by one/m],
  [{}, { tls12: true }, /^TLS 1\.2 is spoken/m],
  [{}, { mlsdFails: true }, /^MLSD is offered and does not work$/m],
];
for (const [more, knowledge, line] of lines) {
  test(`people read of it: ${line.source}`, () => {
    const one = { profile: { ...profile, ...more }, knowledge: { server: 'S', ...knowledge } };
    assert.match(describeKnowledge(one).join('\n'), line);
  });
}

test('before the first login there is nothing to tell', () => {
  assert.deepEqual(describeKnowledge({ profile, knowledge: {} }), []);
});
