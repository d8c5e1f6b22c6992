import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Owing, ReplyQueue } from '../../../../src/ftp/protocol/reply-queue.js';

const plain = (verb: string): Owing => ({
  verb,
  isTransfer: false,
  isAhead: false,
  hasBegun: false,
});
const transfer = (hasBegun: boolean): Owing => ({ ...plain('RETR'), isTransfer: true, hasBegun });
const ahead = (): Owing => ({ ...plain('EPSV'), isAhead: true });

/** Which verb got which code; "EPSV lost" where the server lost it, "EPSV 229 early" out of turn. */
function play(owed: Owing[], codes: number[]): string[] {
  const queue = new ReplyQueue<Owing>();
  for (const one of owed) queue.push(one);
  const answers = codes.flatMap((code) => queue.answer({ code, lines: [String(code)] }));
  assert.equal(queue.length, owed.length - answers.length);
  return answers.map(({ owed: { verb }, reply, isOutOfTurn }) => {
    const code = reply === undefined ? 'lost' : String(reply.code);
    return `${verb} ${code}${isOutOfTurn === true ? ' early' : ''}`;
  });
}

const cases: [what: string, owed: Owing[], codes: number[], expected: string[]][] = [
  [
    'plain commands in their order',
    [plain('NOOP'), plain('PWD')],
    [200, 257],
    ['NOOP 200', 'PWD 257'],
  ],
  ['nobody where nothing is owed', [], [], []],
  ['a transfer before EPSV', [transfer(true), ahead()], [226, 229], ['RETR 226', 'EPSV 229']],
  [
    'EPSV that is carried out at once',
    [transfer(true), ahead()],
    [229, 226],
    ['EPSV 229 early', 'RETR 226'],
  ],
  [
    'EPSV that is refused in the middle',
    [transfer(true), ahead()],
    [450, 226],
    ['RETR 226', 'EPSV 450'],
  ],
  [
    'a transfer that fails with the same code',
    [transfer(true), ahead()],
    [450, 229],
    ['RETR 450', 'EPSV 229'],
  ],
  [
    'a transfer that fails after EPSV was refused',
    [transfer(true), ahead()],
    [500, 426],
    ['RETR 426', 'EPSV 500'],
  ],
  ['a transfer that is refused', [transfer(false), ahead()], [550, 229], ['RETR 550', 'EPSV 229']],
  [
    'EPSV that is lost, told by PWD',
    [transfer(true), ahead(), plain('PWD')],
    [226, 257],
    ['RETR 226', 'EPSV lost', 'PWD 257'],
  ],
];

for (const [what, owed, codes, expected] of cases) {
  test(`the replies ${codes.join(', ')} answer ${what}`, () => {
    assert.deepEqual(play(owed, codes), expected);
  });
}

test('a refusal that is held back is that of the transfer where its data broke', () => {
  const queue = new ReplyQueue<Owing>();
  queue.push(transfer(true));
  queue.push(ahead());
  assert.deepEqual(queue.release(), []);
  assert.deepEqual(queue.answer({ code: 450, lines: ['450 busy'] }), []);
  assert.deepEqual(
    queue.release().map(({ owed, reply }) => [owed.verb, reply?.code]),
    [['RETR', 450]],
  );
  assert.equal(queue.first?.verb, 'EPSV');
  assert.deepEqual(queue.release(), []);
});

test('what is taken out all at once is owed no more, and nothing is held back', () => {
  const queue = new ReplyQueue<Owing>();
  queue.push(transfer(true));
  queue.push(ahead());
  queue.answer({ code: 450, lines: ['450 busy'] });
  assert.deepEqual(
    queue.clear().map(({ verb }) => verb),
    ['RETR', 'EPSV'],
  );
  assert.equal(queue.last, undefined);
  queue.push(plain('PWD'));
  assert.deepEqual(queue.release(), []);
});
