import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isPublicAddress, publicAddressOf } from '../../../src/diagnosis/public-address.js';

const own = [
  ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.0.1'],
  ...['100.64.0.1', '::1', 'fe80::1', 'fe80::1%eth0', 'fd00::1', '::ffff:192.168.1.1'],
];
const elsewhere = [
  ...['203.0.113.7', '8.8.8.8', '172.32.0.1', '100.128.0.1', '192.167.1.1', '11.0.0.1'],
  ...['2001:db8::1', '::ffff:8.8.8.8', 'ftp.example.com'],
];

test("addresses of this machine and of networks of one's own are not public, all others are", () => {
  assert.deepEqual(own.filter(isPublicAddress), []);
  assert.deepEqual(elsewhere.filter(isPublicAddress), elsewhere);
});

test('an address is what it is, without anybody being asked', async () => {
  assert.equal(await publicAddressOf('203.0.113.7', never), '203.0.113.7');
  assert.equal(await publicAddressOf('127.0.0.1', never), undefined);
});
