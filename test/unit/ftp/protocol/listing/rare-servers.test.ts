import { checkCases, utc } from '../../../../support/listing-cases.js';

checkCases('EPLF', [
  [
    'a file with its mode',
    '+i8388621.48594,m825718503,r,s280,up644,\tdjb.html',
    [
      {
        name: 'djb.html',
        type: 'file',
        size: 280,
        mode: 0o644,
        modified: 825718503000,
        modifiedExact: true,
      },
    ],
  ],
  [
    'a folder',
    '+i8388621.50690,m824255907,/,\t514',
    [{ name: '514', type: 'directory', modified: 824255907000, modifiedExact: true }],
  ],
  ['a folder that can be fetched too', '+r,/,\tx', [{ name: 'x', type: 'directory' }]],
  ['neither file nor folder', '+s5,\tx', [{ name: 'x', type: 'unknown', size: 5 }]],
  ['blanks and tabs in the name', '+r,\t a\tb ', [{ name: ' a\tb ', type: 'file' }]],
  ['a blank for the tab', '+r,s7, a b', [{ name: 'a b', type: 'file', size: 7 }]],
  ['no facts', '+\tx', [{ name: 'x', type: 'unknown' }]],
  ['no name', '+r,s7,\t', []],
]);

checkCases('OpenVMS', [
  [
    'a whole listing, with a broken line and two versions',
    [
      'Directory DKA0:[ANONYMOUS]',
      '',
      'CORE.DIR;1          1  8-SEP-1996 16:09 [SYSTEM] (RWE,RWE,RE,RE)',
      'CII-MANUAL.TEX;3  213/216  29-JAN-1996 03:33:12  [ANONYMOU,ANONYMOUS]   (RWED,RWED,,)',
      'CII-MANUAL.TEX;2  200/216  28-JAN-1996 03:33:12  [ANONYMOU,ANONYMOUS]   (RWED,RWED,,)',
      'A_VERY_LONG_NAME_THAT_LEAVES_NO_ROOM.TXT;1',
      '                     2   30-DEC-1996 17:44:05.12 [SYSTEM,ME] (RWED,RWED,RE,RE)',
      '',
      'Total of 4 files, 416/435 blocks.',
    ].join('\r\n'),
    [
      {
        name: 'CORE',
        type: 'directory',
        size: 512,
        owner: 'SYSTEM',
        modified: utc('1996-09-08 16:09'),
      },
      {
        name: 'CII-MANUAL.TEX',
        type: 'file',
        size: 213 * 512,
        owner: 'ANONYMOUS',
        group: 'ANONYMOU',
        modified: utc('1996-01-29 03:33:12'),
      },
      {
        name: 'A_VERY_LONG_NAME_THAT_LEAVES_NO_ROOM.TXT',
        type: 'file',
        size: 1024,
        owner: 'ME',
        group: 'SYSTEM',
        modified: utc('1996-12-30 17:44:05'),
      },
    ],
  ],
  [
    'no owner',
    'FILE.C;12       155   2-JUL-2003 10:30:13.64',
    [{ name: 'FILE.C', type: 'file', size: 155 * 512, modified: utc('2003-07-02 10:30:13') }],
  ],
  [
    'no time',
    'FILE.C;1 2/8    15-JAN-2000    [IV2_XXX]   (RWED,RWED,RE,)',
    [{ name: 'FILE.C', type: 'file', size: 1024, owner: 'IV2_XXX', modified: utc('2000-01-15') }],
  ],
  [
    'no version',
    'LOGIN.COM   3/4  1-FEB-2001 08:00:00  [USER,ME]  (RWED,RWED,,)',
    [
      {
        name: 'LOGIN.COM',
        type: 'file',
        size: 1536,
        owner: 'ME',
        group: 'USER',
        modified: utc('2001-02-01 08:00'),
      },
    ],
  ],
  [
    'no right to look at it',
    'SECRET.TXT;1   %RMS-E-PRV, insufficient privilege or file protection violation',
    [{ name: 'SECRET.TXT', type: 'file' }],
  ],
]);

checkCases('OS/400', [
  [
    'folders and files',
    [
      'QSYS            77824 02/23/00 15:09:55 *DIR      QOpenSys/',
      'QPGMR          135168 02/05/00 13:14:57 *STMF     read me.txt',
      'PEP             36864 02/24/04 14:06:34 *FILE     RPGUNIT1.FILE',
      'PEP            389120 02/24/04 14:06:34 *FILE     BACKUP.SAVF',
      'PEP                                     *MEM      RPGUNIT1.FILE/RUCALL.MBR',
    ].join('\r\n'),
    [
      {
        name: 'QOpenSys',
        type: 'directory',
        size: 77824,
        owner: 'QSYS',
        modified: utc('2000-02-23 15:09:55'),
      },
      {
        name: 'read me.txt',
        type: 'file',
        size: 135168,
        owner: 'QPGMR',
        modified: utc('2000-02-05 13:14:57'),
      },
      {
        name: 'RPGUNIT1.FILE',
        type: 'directory',
        size: 36864,
        owner: 'PEP',
        modified: utc('2004-02-24 14:06:34'),
      },
      {
        name: 'BACKUP.SAVF',
        type: 'file',
        size: 389120,
        owner: 'PEP',
        modified: utc('2004-02-24 14:06:34'),
      },
      { name: 'RUCALL.MBR', type: 'file', owner: 'PEP' },
    ],
  ],
  [
    'the day first',
    'QSYS 77824 23/02/00 15:09:55 *DIR a/\nQSYS 77824 04/05/00 15:09:55 *DIR b/',
    [
      {
        name: 'a',
        type: 'directory',
        size: 77824,
        owner: 'QSYS',
        modified: utc('2000-02-23 15:09:55'),
      },
      {
        name: 'b',
        type: 'directory',
        size: 77824,
        owner: 'QSYS',
        modified: utc('2000-05-04 15:09:55'),
      },
    ],
  ],
  [
    'no year',
    'PEP 422 03/24 14:06:26 *STMF README',
    [
      {
        name: 'README',
        type: 'file',
        size: 422,
        owner: 'PEP',
        modified: utc('2024-03-24 14:06:26'),
      },
    ],
  ],
  [
    'full stops in the time',
    'QSYS 77824 23.02.00 15.09.55 *FLR a/',
    [
      {
        name: 'a',
        type: 'directory',
        size: 77824,
        owner: 'QSYS',
        modified: utc('2000-02-23 15:09:55'),
      },
    ],
  ],
]);

checkCases('MVS', [
  [
    'data sets with and without attributes',
    [
      'Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname',
      'WYOSPT 3420   2003/05/21  1  200  FB      80  8053  PS  SEQ.DATA',
      "WPTA01 3390   2004/03/04  1    3  FB      80  3125  PO  'USER.LIB'",
      'USRLB1 3390   2006/05/29  1    5  U        0 27998  PO-E LOAD.LIB',
      'TSO005 3390   2005/06/06 213000 U 0 27998 PO TOUCHING',
      'NRP004 3390   **NONE**    1   15  NONE     0     0  PO  NO.DATE',
      'TSO004 3390                                       VSAM  KEYED',
      'Migrated                                                OLD.DATA',
      'V43525 Tape                                             TAPE.DATA',
      'Pseudo Directory                                        HIGHER.LEVEL',
    ].join('\r\n'),
    [
      { name: 'SEQ.DATA', type: 'file', modified: utc('2003-05-21') },
      { name: 'USER.LIB', type: 'directory', modified: utc('2004-03-04') },
      { name: 'LOAD.LIB', type: 'directory', modified: utc('2006-05-29') },
      { name: 'TOUCHING', type: 'directory', modified: utc('2005-06-06') },
      { name: 'NO.DATE', type: 'directory' },
      { name: 'KEYED', type: 'file' },
      { name: 'OLD.DATA', type: 'file' },
      { name: 'TAPE.DATA', type: 'file' },
      { name: 'HIGHER.LEVEL', type: 'directory' },
    ],
  ],
  [
    'members with and without statistics',
    [
      ' Name     VV.MM   Created       Changed      Size  Init   Mod   Id',
      'ADATAB    01.01 2004/06/22 2004/06/23 16:32   128   128     0 BOBY12',
      'OLDONE    01.09 98/11/04   98/12/05   11:05     5     5     0 ME',
      'BARE',
    ].join('\r\n'),
    [
      { name: 'ADATAB', type: 'file', owner: 'BOBY12', modified: utc('2004-06-23 16:32') },
      { name: 'OLDONE', type: 'file', owner: 'ME', modified: utc('1998-12-05 11:05') },
      { name: 'BARE', type: 'file' },
    ],
  ],
  [
    'load modules',
    [
      ' Name      Size     TTR   Alias-of AC --------- Attributes --------- Amode Rmode',
      'IXM4C56   001DD8   000208              00   FO             RN RU            31    ANY',
    ].join('\r\n'),
    [{ name: 'IXM4C56', type: 'file', size: 0x1dd8 }],
  ],
  [
    'jobs',
    [
      'JOBNAME  JOBID    OWNER    STATUS CLASS',
      'USER1A   JOB01234 USER1    OUTPUT A        RC=0000 5 spool files',
      'USER1B   J0012345 USER1    INPUT  A',
      'USER1C   STC00077 ACTIVE',
    ].join('\r\n'),
    [
      { name: 'JOB01234', type: 'file', owner: 'USER1' },
      { name: 'J0012345', type: 'file', owner: 'USER1' },
      { name: 'STC00077', type: 'file' },
    ],
  ],
  ['a lone word is no member without the header', 'BARE', []],
]);

checkCases('a seldom met server', [
  [
    'OS/2',
    [
      '     0          DIR   05-12-97   16:44  PSFONTS',
      ' 36611      A         04-23-103  10:57  a b.txt',
      '  1123 DIR  A         10-05-100  23:38  odd',
      '    73                05-12-97   16:44  plain',
    ].join('\r\n'),
    [
      { name: 'PSFONTS', type: 'directory', size: 0, modified: utc('1997-05-12 16:44') },
      { name: 'a b.txt', type: 'file', size: 36611, modified: utc('2003-04-23 10:57') },
      { name: 'odd', type: 'directory', size: 1123, modified: utc('2000-10-05 23:38') },
      { name: 'plain', type: 'file', size: 73, modified: utc('1997-05-12 16:44') },
    ],
  ],
  [
    'NetWare',
    [
      'total 0',
      '-[RWCEAFMS] 1 raj                  857       Nov 22  1993    hell soft',
      'd [RWCEAFMS] Admin                 512       Jan 16 18:53    login dir',
      '- [R----F--] rhesus             214059       Oct 20  2010    cx.exe',
      'd[RWCEAFMS] Two Words              512       Jan 16 18:53    x',
    ].join('\r\n'),
    [
      {
        name: 'hell soft',
        type: 'file',
        size: 857,
        owner: 'raj',
        modified: utc('1993-11-22'),
      },
      {
        name: 'login dir',
        type: 'directory',
        size: 512,
        owner: 'Admin',
        modified: utc('2024-01-16 18:53'),
      },
      { name: 'cx.exe', type: 'file', size: 214059, owner: 'rhesus', modified: utc('2010-10-20') },
      {
        name: 'x',
        type: 'directory',
        size: 512,
        owner: 'Two Words',
        modified: utc('2024-01-16 18:53'),
      },
    ],
  ],
  [
    'numbers of stat(2)',
    '0100644   500  101   12345    123456789       a b\n040755 0 0 4096 1700000000 dir\n0100644 x y 1 2 3',
    [
      {
        name: 'a b',
        type: 'file',
        mode: 0o644,
        owner: '500',
        group: '101',
        size: 12345,
        modified: 123456789000,
      },
      {
        name: 'dir',
        type: 'directory',
        mode: 0o755,
        owner: '0',
        group: '0',
        size: 4096,
        modified: 1700000000000,
      },
    ],
  ],
  [
    'old VShell',
    '206876  Apr 04, 2000 21:06 a file\n0  Dec 12, 2002 02:13 a dir/',
    [
      { name: 'a file', type: 'file', size: 206876, modified: utc('2000-04-04 21:06') },
      { name: 'a dir', type: 'directory', size: 0, modified: utc('2002-12-12 02:13') },
    ],
  ],
  [
    'VxWorks',
    [
      '  size          date       time       name',
      '--------       ------     ------    --------',
      '    2048    Feb-28-1998  05:23:30   sub           <DIR>',
      '     512    Feb-28-1998  05:23:32   boot.hex',
    ].join('\r\n'),
    [
      { name: 'sub', type: 'directory', size: 2048, modified: utc('1998-02-28 05:23:30') },
      { name: 'boot.hex', type: 'file', size: 512, modified: utc('1998-02-28 05:23:32') },
    ],
  ],
  [
    'HP NonStop',
    [
      'File         Code             EOF  Last Modification    Owner  RWEP',
      'ALV           101           16354  18-Jul-99 15:03:42 175,  10 "nunu"',
      'PROG          700+         530432   6-Apr-07 14:21:18 255,255  "nnnn"',
    ].join('\r\n'),
    [
      {
        name: 'ALV',
        type: 'file',
        size: 16354,
        owner: '175,10',
        modified: utc('1999-07-18 15:03:42'),
      },
      {
        name: 'PROG',
        type: 'file',
        size: 530432,
        owner: '255,255',
        modified: utc('2007-04-06 14:21:18'),
      },
    ],
  ],
  [
    'z/VM',
    [
      'PROFILE  EXEC     V         79        164          3 1997-10-24 12:00:11 USER1',
      'CMSLIB   MACLIB   S2 F      80      24530        480 10/19/93 13:59:57',
      'CARDS    DATA     F         80         10          1 1997-10-25 12:00:11 USER1',
      'LETTERS  DIR        -          -          - 10/26/97 12:00:11 -',
    ].join('\r\n'),
    [
      { name: 'PROFILE.EXEC', type: 'file', owner: 'USER1', modified: utc('1997-10-24 12:00:11') },
      {
        name: 'CMSLIB.MACLIB',
        type: 'file',
        size: 80 * 24530,
        modified: utc('1993-10-19 13:59:57'),
      },
      {
        name: 'CARDS.DATA',
        type: 'file',
        size: 800,
        owner: 'USER1',
        modified: utc('1997-10-25 12:00:11'),
      },
      { name: 'LETTERS', type: 'directory', modified: utc('1997-10-26 12:00:11') },
    ],
  ],
  [
    'OS-9',
    '20.20 07/03/29 1026 d-ewrewr 2650 85920 sub dir\n0.0 07/03/29 0905 --e-rewr 1A0 512 startup',
    [
      {
        name: 'sub dir',
        type: 'directory',
        owner: '20.20',
        size: 85920,
        modified: utc('2007-03-29 10:26'),
      },
      { name: 'startup', type: 'file', owner: '0.0', size: 512, modified: utc('2007-03-29 09:05') },
    ],
  ],
  [
    'WfFTP',
    'bn.exe   1014196  06/23/04  Thur.   10:20:03\nti.cfg      512  06/23/04  Wed.    14:36:06.',
    [
      { name: 'bn.exe', type: 'file', size: 1014196, modified: utc('2004-06-23 10:20:03') },
      { name: 'ti.cfg', type: 'file', size: 512, modified: utc('2004-06-23 14:36:06') },
    ],
  ],
]);
