import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeError } from '../../../src/base/describe-error.js';
import { RemoteError, type RemoteErrorDetails } from '../../../src/base/remote-error.js';

const cases: [law: string, message: string, details: RemoteErrorDetails, text: string][] = [
  ['a message is a sentence', 'No answer', {}, 'No answer.'],
  ['a question stays one', 'Is it on?', {}, 'Is it on?'],
  [
    "the server's words follow with their code",
    'The server does not take /a',
    { code: 553, reply: 'Bad name' },
    'The server does not take /a. 553 Bad name.',
  ],
  [
    'a code that the reply has already is not repeated',
    'Refused',
    { code: 550, reply: '550 No.' },
    'Refused. 550 No.',
  ],
  [
    'words that the message has already are not repeated',
    'He said: No',
    { reply: 'No' },
    'He said: No.',
  ],
  [
    'no words of a server become a link that runs a command',
    'Refused [a](https://b)',
    { code: 550, reply: '550 [Retry](command:c)' },
    'Refused [a] (https://b). 550 [Retry] (command:c).',
  ],
  ['the hint stands last', 'No', { reply: 'Why', hint: 'Ask again' }, 'No. Why. Ask again.'],
];

for (const [law, message, details, text] of cases) {
  test(law, () => {
    assert.equal(describeError(new RemoteError('failed', message, details)), text);
  });
}
