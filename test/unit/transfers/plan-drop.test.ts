import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  droppedFrom,
  type Dropped,
  type DropStep,
  planDrop,
} from '../../../src/transfers/plan-drop.js';

const target = { connection: 'demo', path: '/www/css' };
const remote = (path: string, connection = 'demo'): Dropped => droppedFrom(connection, path);

suite('what is dropped on a remote folder', () => {
  const cases: [name: string, dropped: Dropped, expected: DropStep[]][] = [
    [
      'is moved where it comes from the same server',
      remote('/a.txt'),
      [{ kind: 'move', connection: 'demo', from: '/a.txt', to: '/www/css/a.txt' }],
    ],
    ['stays where it lies there already', remote('/www/css/a.css'), []],
    [
      'is moved where its address has the name of the server in another case',
      remote('/a.txt', 'Demo'),
      [{ kind: 'move', connection: 'demo', from: '/a.txt', to: '/www/css/a.txt' }],
    ],
    ['stays where it lies there already, in whatever case', remote('/www/css/a.css', 'DEMO'), []],
    [
      'cannot be a folder that holds the target',
      remote('/www'),
      [{ kind: 'refuse', path: '/www', reason: 'into-itself' }],
    ],
    [
      'cannot be the target itself',
      remote('/www/css'),
      [{ kind: 'refuse', path: '/www/css', reason: 'into-itself' }],
    ],
    [
      'may be a folder whose name only begins like the target',
      remote('/www/cs'),
      [{ kind: 'move', connection: 'demo', from: '/www/cs', to: '/www/css/cs' }],
    ],
    [
      'cannot be a whole server',
      remote('/', 'other'),
      [{ kind: 'refuse', path: '/', reason: 'root' }],
    ],
    [
      'is copied where it comes from another server',
      remote('/b', 'other'),
      [
        {
          kind: 'copy',
          order: {
            from: { connection: 'other', path: '/b' },
            to: { connection: 'demo', path: '/www/css/b' },
          },
        },
      ],
    ],
    [
      'is uploaded where it comes from the disk',
      { path: 'C:\\b', name: 'b' },
      [
        {
          kind: 'upload',
          order: {
            from: { connection: undefined, path: 'C:\\b' },
            to: { connection: 'demo', path: '/www/css/b' },
          },
        },
      ],
    ],
  ];
  for (const [name, dropped, expected] of cases) {
    test(name, () => {
      assert.deepEqual(planDrop(target, [dropped]), expected);
    });
  }

  test('goes to the top of the server where that is the target', () => {
    assert.deepEqual(planDrop({ connection: 'demo', path: '/' }, [remote('/www/a')]), [
      { kind: 'move', connection: 'demo', from: '/www/a', to: '/a' },
    ]);
  });
});
