import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machinePlaces, workspacePlaces } from '../../../src/import/known-places.js';
import { recognizeFormat } from '../../../src/import/recognize-format.js';

const unix = machinePlaces({
  platform: 'linux',
  home: '/home/me',
  userFolder: '/home/me/Code/User',
});
const windows = machinePlaces({
  platform: 'win32',
  home: 'C:\\Users\\me',
  appData: 'C:\\Users\\me\\AppData\\Roaming',
});

test('every usual place holds a file that is recognised by its name', () => {
  const places = [...workspacePlaces, ...unix, ...windows];
  assert.deepEqual(
    places.filter((place) => recognizeFormat(place, '') === undefined),
    [],
  );
});

test('the places are those of the system', () => {
  assert.deepEqual(
    [
      unix[0],
      unix.includes('/home/me/Code/User/ftp-simple.json'),
      windows.slice(0, 2),
      windows.at(-1),
    ],
    [
      '/home/me/.config/filezilla/sitemanager.xml',
      true,
      [
        'C:/Users/me/AppData/Roaming/FileZilla/sitemanager.xml',
        'C:/Users/me/AppData/Roaming/WinSCP.ini',
      ],
      'C:/Users/me/_netrc',
    ],
  );
});

test('without %APPDATA% the places of programs and of the home are left on Windows', () => {
  const places = machinePlaces({ platform: 'win32', home: 'C:\\Users\\me' });
  assert.deepEqual(places, [
    'C:/Program Files (x86)/WinSCP/WinSCP.ini',
    'C:/Program Files/WinSCP/WinSCP.ini',
    'C:/Users/me/.netrc',
    'C:/Users/me/_netrc',
  ]);
});
