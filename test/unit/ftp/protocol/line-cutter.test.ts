import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineCutter } from '../../../../src/ftp/protocol/line-cutter.js';

test('the bytes of an unfinished line stay though the socket uses its buffer again', () => {
  const cutter = new LineCutter(100);
  const buffer = Buffer.from('whole\nunfini');
  assert.deepEqual(cutter.cut(buffer).map(String), [String(Buffer.from('whole'))]);
  buffer.fill(0);
  const [line = new Uint8Array()] = cutter.cut(Buffer.from('shed\n'));
  assert.equal(Buffer.from(line).toString(), 'unfinished');
});
