import { type RemoteEntry } from '../../../../../src/base/remote-entry.js';
import { checkCases, type ListingCase, utc } from '../../../../support/listing-cases.js';

const root = { owner: 'root', group: 'other' };
const plain = { type: 'file', mode: 0o644, ...root } as const;
const folder = { type: 'directory', mode: 0o755, ...root } as const;

/** The same permissions, owner and size in front, for what differs behind. */
function dated(words: string, name: string, modified: number | undefined): ListingCase {
  const entry: RemoteEntry = { name, ...plain, size: 531 };
  if (modified !== undefined) entry.modified = modified;
  return [
    `the date "${words}"`,
    `-rw-r--r--   1 root     other        531 ${words} ${name}`,
    [entry],
  ];
}

checkCases('the columns of ls -l', [
  [
    'a directory with a year',
    'drwxr-xr-x   2 root     other        512 Apr  8  1994 old things',
    [{ name: 'old things', ...folder, size: 512, modified: utc('1994-04-08') }],
  ],
  [
    'no group',
    'drwxr-xr-x   2 root                  512 Apr  8  1994 etc',
    [
      {
        name: 'etc',
        type: 'directory',
        mode: 0o755,
        owner: 'root',
        size: 512,
        modified: utc('1994-04-08'),
      },
    ],
  ],
  [
    'no link count',
    '-rw-r--r-- root other 4096 Jan  2  2019 x',
    [{ name: 'x', ...plain, size: 4096, modified: utc('2019-01-02') }],
  ],
  [
    'nothing but a size',
    '-rw-r--r-- 4096 Jan  2  2019 x',
    [{ name: 'x', type: 'file', mode: 0o644, size: 4096, modified: utc('2019-01-02') }],
  ],
  [
    'numeric ids',
    '-rw-r--r--    1 1001     0            12 Jan  2  2019 x',
    [
      {
        name: 'x',
        type: 'file',
        mode: 0o644,
        owner: '1001',
        group: '0',
        size: 12,
        modified: utc('2019-01-02'),
      },
    ],
  ],
  [
    'dashes for what is not told',
    '-rw-******    1 - - 1024 Jan 13  2020 hidden bits',
    [{ name: 'hidden bits', type: 'file', size: 1024, modified: utc('2020-01-13') }],
  ],
  [
    'an owner with a blank, parted from the group by two',
    'drwxr-xr-x   2 john smith     group         4096 Mar  2 15:13 box',
    [
      {
        name: 'box',
        type: 'directory',
        mode: 0o755,
        owner: 'john smith',
        group: 'group',
        size: 4096,
        modified: utc('2024-03-02 15:13'),
      },
    ],
  ],
  [
    'a group with a blank',
    '-rw-r--r--   1 anna Domain Users 531 Jan 29 03:26 plan.doc',
    [
      {
        name: 'plan.doc',
        type: 'file',
        mode: 0o644,
        owner: 'anna',
        group: 'Domain Users',
        size: 531,
        modified: utc('2024-01-29 03:26'),
      },
    ],
  ],
  [
    'a domain before the owner',
    '-rw-r--r--   1 OFFICE\\anna  OFFICE\\Domain Users   531 Jan 29 03:26 plan.doc',
    [
      {
        name: 'plan.doc',
        type: 'file',
        mode: 0o644,
        owner: 'OFFICE\\anna',
        group: 'OFFICE\\Domain Users',
        size: 531,
        modified: utc('2024-01-29 03:26'),
      },
    ],
  ],
  [
    'a mark for access lists',
    'drwxr-xr-x+  2 root     other        512 Jan 29 03:26 acl',
    [{ name: 'acl', ...folder, size: 512, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'extended attributes of macOS',
    'drwxr-xr-x@  2 root     other        512 Jan 29 03:26 xattr',
    [{ name: 'xattr', ...folder, size: 512, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'the dot of SELinux',
    'drwxr-xr-x.  2 root     other        512 Jan 29 03:26 selinux',
    [{ name: 'selinux', ...folder, size: 512, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'a mark set apart',
    'drwxr-xr-x + 2 root     other        512 Jan 29 03:26 acl',
    [{ name: 'acl', ...folder, size: 512, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'a link count glued to the mark',
    'drwxr-xr-x+1464 root other 12 Jan 29 03:26 many',
    [{ name: 'many', ...folder, size: 12, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'a link count glued to the bits',
    'drwxr-xr-x1464 root other 12 Jan 29 03:26 many',
    [{ name: 'many', ...folder, size: 12, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'a size glued to the group',
    '-rw-r--r--   1 root     other123456789 Jan 29 03:26 big.iso',
    [{ name: 'big.iso', ...plain, size: 123456789, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'a device with major and minor',
    'crw-r--r--   1 root     other     5,   1 Jan 29 03:26 tty1',
    [{ name: 'tty1', ...plain, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'a device with both in one word',
    'brw-r--r--   1 root     other     8,144 Jan 29 03:26 sda',
    [{ name: 'sda', ...plain, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'a pipe and a socket',
    'prw-r--r--   1 root     other     0 Jan 29 03:26 fifo\nsrw-r--r--   1 root     other     0 Jan 29 03:26 sock',
    [
      { name: 'fifo', ...plain, type: 'unknown', size: 0, modified: utc('2024-01-29 03:26') },
      { name: 'sock', ...plain, type: 'unknown', size: 0, modified: utc('2024-01-29 03:26') },
    ],
  ],
  [
    'inode and blocks in front',
    ' 131090     8 -rw-r--r--   1 root     other      4242 Jan 29 03:26 x',
    [{ name: 'x', ...plain, size: 4242, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'blocks in front',
    '   8 -rw-r--r--   1 root     other      4242 Jan 29 03:26 x',
    [{ name: 'x', ...plain, size: 4242, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'set-user-id, set-group-id and sticky with execution',
    '-rwsr-sr-t   1 root     other         1 Jan 29 03:26 x',
    [
      {
        name: 'x',
        type: 'file',
        mode: 0o7755,
        ...root,
        size: 1,
        modified: utc('2024-01-29 03:26'),
      },
    ],
  ],
  [
    'set-user-id, set-group-id and sticky without execution',
    '-rwSr-Sr-T   1 root     other         1 Jan 29 03:26 x',
    [
      {
        name: 'x',
        type: 'file',
        mode: 0o7644,
        ...root,
        size: 1,
        modified: utc('2024-01-29 03:26'),
      },
    ],
  ],
  [
    'a size with a suffix',
    '-rw-r--r--   1 root     other      33.5k Jan 29 03:26 x\n-rw-r--r--   1 root     other         4M Jan 29 03:26 y',
    [
      { name: 'x', ...plain, size: 34304, modified: utc('2024-01-29 03:26') },
      { name: 'y', ...plain, size: 4194304, modified: utc('2024-01-29 03:26') },
    ],
  ],
  [
    'a size that a number cannot hold',
    '-rw-r--r--   1 root     other 18446744073709551615 Jan 29 03:26 x',
    [{ name: 'x', ...plain, modified: utc('2024-01-29 03:26') }],
  ],
  [
    'flags and a batch number of Connect:Enterprise',
    '-C--E-----FTP B BCC3I1       7670  1294495 Jan 13 07:42 batch one',
    [
      {
        name: 'batch one',
        type: 'file',
        owner: 'B BCC3I1',
        group: '7670',
        size: 1294495,
        modified: utc('2024-01-13 07:42'),
      },
    ],
  ],
  [
    'no permissions at all',
    '----------   1 root     other    1803128 Jul 10 10:18 ls-lR.Z\nd---------   1 root     other          0 May  9 19:45 Soft',
    [
      {
        name: 'ls-lR.Z',
        type: 'file',
        mode: 0,
        ...root,
        size: 1803128,
        modified: utc('2023-07-10 10:18'),
      },
      {
        name: 'Soft',
        type: 'directory',
        mode: 0,
        ...root,
        size: 0,
        modified: utc('2024-05-09 19:45'),
      },
    ],
  ],
  [
    'both forks of a Mac, and their sum',
    '-------r--         326  1391972  1392298 Nov 22  1995 MegaPhone.sit',
    [
      {
        name: 'MegaPhone.sit',
        type: 'file',
        mode: 0o4,
        size: 1392298,
        modified: utc('1995-11-22'),
      },
    ],
  ],
  [
    'a folder of a Mac, with a link count too',
    'drwxr-xr-x 123       folder        0 Jan  4 14:49 Steak',
    [{ name: 'Steak', type: 'directory', mode: 0o755, modified: utc('2024-01-04 14:49') }],
  ],
  [
    'a folder of a Mac, with the count of what is in it',
    'drwxrwxr-x               folder        2 May 10  1996 network',
    [{ name: 'network', type: 'directory', mode: 0o775, modified: utc('1996-05-10') }],
  ],
]);

checkCases('the dates of ls -l', [
  dated('Jan 29 03:26', 'x', utc('2024-01-29 03:26')),
  dated('Jun 16 11:59', 'a day ahead of us', utc('2024-06-16 11:59')),
  dated('Jun 16 12:01', 'more than a day ahead of us', utc('2023-06-16 12:01')),
  dated('Jan 29 3:26', 'x', utc('2024-01-29 03:26')),
  dated('Jan 29 24:00', 'x', utc('2024-01-30')),
  dated('Feb 29 10:00', 'x', utc('2024-02-29 10:00')),
  dated('Feb 30 10:00', 'no such day', undefined),
  dated('Oct 08, 2002 09:47', 'x', utc('2002-10-08 09:47')),
  dated('Jan  2 03:04:05 2019', 'x', utc('2019-01-02 03:04:05')),
  dated('Wed Jan  2 03:04:05 2019', 'x', utc('2019-01-02 03:04:05')),
  dated('2005-06-07 21:22', 'x', utc('2005-06-07 21:22')),
  dated('2005-06-07 21:22:33.123456789 +0200', 'x', utc('2005-06-07 19:22:33')),
  dated('2005-06-07 ', 'old in iso style', utc('2005-06-07')),
  dated('1999/10/12 17:12', 'x', utc('1999-10-12 17:12')),
  dated('2004.07.15  ', 'x', utc('2004-07-15')),
  dated('24-04-2003 17:12', 'x', utc('2003-04-24 17:12')),
  dated('24.04.2003 17:12', 'x', utc('2003-04-24 17:12')),
  dated('05.04.2003 17:12', 'x', utc('2003-04-05 17:12')),
  dated('01-oct-2004', 'x', utc('2004-10-01')),
  dated('09-26 2000', 'x', utc('2000-09-26')),
  dated('09-26 13:45', 'x', utc('2023-09-26 13:45')),
  dated('3 29 03:26', 'x', utc('2024-03-29 03:26')),
  dated('3 29 2003', 'x', utc('2003-03-29')),
  dated('29 Jan 03:26', 'x', utc('2024-01-29 03:26')),
  dated('29 Jan  2010', 'x', utc('2010-01-29')),
]);

checkCases('the months of other languages', [
  dated('26. Juli, 20:10', 'x', utc('2023-07-26 20:10')),
  dated('2.   Okt.  2003', 'x', utc('2003-10-02')),
  dated('Mär 29 01:00', 'x', utc('2024-03-29 01:00')),
  dated('DEZ 29 01:00', 'x', utc('2023-12-29 01:00')),
  dated('août 29 01:00', 'x', utc('2023-08-29 01:00')),
  dated('févr. 28 01:00', 'x', utc('2024-02-28 01:00')),
  dated('ao\ufffdt 29 01:00', 'spoiled by a charset', utc('2023-08-29 01:00')),
  dated('ene 29 01:00', 'x', utc('2024-01-29 01:00')),
  dated('29 gen 01:00', 'x', utc('2024-01-29 01:00')),
  dated('set 29 01:00', 'x', utc('2023-09-29 01:00')),
  dated('dez 29  2010', 'x', utc('2010-12-29')),
  dated('mrt 29  2010', 'x', utc('2010-03-29')),
  dated('maj 29  2010', 'x', utc('2010-05-29')),
  dated('touko 29  2010', 'x', utc('2010-05-29')),
  dated('29 янв 01:00', 'x', utc('2024-01-29 01:00')),
  dated('29 мая 2010', 'x', utc('2010-05-29')),
  dated('29 січня 2010', 'x', utc('2010-01-29')),
  dated('paź 29  2010', 'x', utc('2010-10-29')),
  dated('čec 29  2010', 'x', utc('2010-07-29')),
  dated('szept 29  2010', 'x', utc('2010-09-29')),
  dated('Ağu 29  2010', 'x', utc('2010-08-29')),
  dated('Ιαν 29  2010', 'x', utc('2010-01-29')),
  dated('ม.ค. 29  2010', 'x', utc('2010-01-29')),
  dated('十二月 29  2010', 'x', utc('2010-12-29')),
  dated('1月 29 01:00', 'x', utc('2024-01-29 01:00')),
  dated('4月 18日 2003年', 'x', utc('2003-04-18')),
  dated(
    '4\u008c\u008e 18\u0093\u00fa 2003\u0094N',
    'the same in a wrong charset',
    utc('2003-04-18'),
  ),
  dated('2003   3월 20', 'x', utc('2003-03-20')),
  dated('8월 17 08:52', 'x', utc('2023-08-17 08:52')),
  dated('10月25日 08:52', 'x', utc('2023-10-25 08:52')),
  dated('2003年10月25日', 'x', utc('2003-10-25')),
]);
