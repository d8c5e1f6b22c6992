import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isRemoteError } from '../../../../src/base/remote-error.js';
import { LineCutter } from '../../../../src/ftp/protocol/line-cutter.js';
import { type Reply, ReplyParser } from '../../../../src/ftp/protocol/reply.js';
import { kindOfRefusal, refusalError } from '../../../../src/ftp/protocol/reply-error.js';
import { command } from '../../../../src/ftp/protocol/command.js';
import { textCodec } from '../../../../src/ftp/net/text-codec.js';
import { cutAt } from '../../../support/cut-at.js';
import { propertyRuns } from '../../../support/property-runs.js';

const maxLineBytes = 48;

/** The replies, or the kind of the error that ended the reading. */
function outcomeOf(chunks: readonly Uint8Array[]): Reply[] | string {
  const cutter = new LineCutter(maxLineBytes);
  const parser = new ReplyParser();
  const replies: Reply[] = [];
  try {
    for (const chunk of chunks) {
      const read = cutter.cut(chunk).map((line) => parser.push(textCodec().decode(line)));
      replies.push(...read.filter((reply) => reply !== undefined));
      assert.ok(cutter.pending <= maxLineBytes);
    }
  } catch (error) {
    if (!isRemoteError(error)) throw error;
    return error.kind;
  }
  return replies;
}

const lineEnd = fc.constantFrom('\r\n', '\n', '\r\r\n', '\r', '');
const code = fc.constantFrom('220', '211', '150', '226', '550', '100', '599', '600', '021', '22');
const replyLike = fc
  .tuple(code, fc.constantFrom('-', ' ', '', '\t'), fc.string({ maxLength: 50 }), lineEnd)
  .map((parts) => Buffer.from(parts.join('')));
const wire = fc
  .array(fc.oneof(replyLike, fc.uint8Array({ maxLength: 60 })), { maxLength: 12 })
  .map((parts) => Buffer.concat(parts));

test('any bytes give the same replies, or the same refusal, however they are cut', () => {
  fc.assert(
    fc.property(wire, fc.array(fc.nat()), (bytes, places) => {
      assert.deepEqual(outcomeOf(cutAt(bytes, places)), outcomeOf([bytes]));
    }),
    propertyRuns,
  );
});

test('any bytes give replies with a code of 100 to 599, or "protocol"', () => {
  fc.assert(
    fc.property(wire, (bytes) => {
      const outcome = outcomeOf([bytes]);
      if (typeof outcome === 'string') assert.equal(outcome, 'protocol');
      else assert.ok(outcome.every((one) => one.code >= 100 && one.code <= 599));
    }),
    propertyRuns,
  );
});

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((one) => !/[\0\r\n]/.test(one));
const reply = fc
  .record({ code: fc.integer({ min: 100, max: 599 }), texts: fc.array(text, { minLength: 1 }) })
  .map(({ code: number, texts }): Reply => {
    const last = texts.length - 1;
    const lines = texts.map((one, at) => `${String(number)}${at === last ? ' ' : '-'}${one}`);
    return { code: number, lines };
  });

test('whatever replies a server sends, those are read', () => {
  fc.assert(
    fc.property(fc.array(reply), fc.array(fc.nat()), (replies, places) => {
      const lines = replies.flatMap((one) => one.lines);
      fc.pre(lines.every((line) => Buffer.byteLength(line) < maxLineBytes));
      const bytes = Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
      assert.deepEqual(outcomeOf(cutAt(bytes, places)), replies);
    }),
    propertyRuns,
  );
});

test('a reply without an end is refused before it takes half a megabyte', () => {
  const line = fc.string({ minLength: 1_000, maxLength: 2_000 });
  fc.assert(
    fc.property(line, (again) => {
      const parser = new ReplyParser();
      let chars = 0;
      assert.throws(
        () => {
          parser.push('211-first');
          for (; chars < 524_288; chars += again.length) parser.push(`-${again}`);
        },
        (error) => isRemoteError(error, 'protocol'),
      );
      assert.ok(chars < 524_288);
    }),
    { ...propertyRuns, numRuns: propertyRuns.numRuns / 10 },
  );
});

test('any refusal is an error of some kind that repeats its code and words', () => {
  const words = fc.constantFrom('too many', 'max users', 'exists', 'denied', 'not found', '', 'x');
  const refusal = fc.record({
    code: fc.integer({ min: 400, max: 599 }),
    lines: fc.array(fc.tuple(words, fc.string()).map((both) => both.join(' '))),
  });
  fc.assert(
    fc.property(refusal, (refused) => {
      const error = refusalError('read /a', command('RETR', '/a'), refused);
      assert.deepEqual(
        [error.kind, error.code, error.reply],
        [kindOfRefusal(refused), refused.code, refused.lines.join('\n')],
      );
    }),
    propertyRuns,
  );
});
