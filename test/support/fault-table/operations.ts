// What is done in a cell: every operation, and what of the server's files proves that it was done.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type FtpClient, type FtpOptions, FtpPool } from '../../../src/ftp/index.js';
import { type FtpServer } from '../ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../ftp-server/options.js';
import { testCertificate } from '../test-certificate.js';

/** Longer than what a socket and its peer buffer would take at once. */
const content = Buffer.from(
  Array.from({ length: 30_000 }, (_, line) => `${String(line)}\n`).join(''),
);
export const files = {
  'a.bin': content,
  'next.txt': 'what comes next',
  folder: { 'in.txt': 'in' },
  empty: {},
};

export type Target = FtpClient | FtpPool;

export interface Operation {
  name: string;
  /** Which way the data goes, where it has some. */
  data?: 'in' | 'out';
  /** A pool does it once more where the session that it took turns out to be dead. */
  isRepeatable?: boolean;
  /** Rejects, or resolves after it has looked at what it was given. */
  run: (target: Target) => Promise<void>;
  /** Throws unless the server has done it. */
  isDone?: (server: FtpServer) => void;
}

const bytesOf = (bytes: Uint8Array | undefined): Buffer => Buffer.from(bytes ?? []);
const time = Date.UTC(2020, 1, 2, 3, 4, 5);

const isWritten = (server: FtpServer): void => {
  assert.ok(
    bytesOf(server.files.read('/new.bin')).equals(content),
    'the written file is not whole',
  );
};

export const operations: readonly Operation[] = [
  {
    name: 'list',
    isRepeatable: true,
    data: 'in',
    run: async (target: Target): Promise<void> => {
      const entries = await target.list('/');
      const names = entries.map((entry) => entry.name).sort();
      assert.deepEqual(names, Object.keys(files).sort());
    },
  },
  {
    name: 'stat',
    isRepeatable: true,
    run: async (target: Target): Promise<void> => {
      assert.equal((await target.stat('/a.bin')).size, content.length);
    },
  },
  {
    name: 'readFile',
    isRepeatable: true,
    data: 'in',
    run: async (target: Target): Promise<void> => {
      assert.ok(bytesOf(await target.readFile('/a.bin')).equals(content), 'not whole');
    },
  },
  {
    name: 'createReadStream',
    data: 'in',
    run: async (target: Target): Promise<void> => {
      const chunks = (await target.createReadStream('/a.bin').toArray()) as Buffer[];
      assert.ok(Buffer.concat(chunks).equals(content), 'not whole');
    },
  },
  {
    name: 'writeFile of bytes',
    isRepeatable: true,
    data: 'out',
    run: (target: Target): Promise<void> => target.writeFile('/new.bin', content),
    isDone: isWritten,
  },
  {
    name: 'writeFile of a stream',
    data: 'out',
    run: (target: Target): Promise<void> => target.writeFile('/new.bin', Readable.from(pieces())),
    isDone: isWritten,
  },
  {
    name: 'remove',
    run: (target: Target): Promise<void> => target.remove('/folder/in.txt'),
    isDone: (server: FtpServer): void => {
      assert.equal(server.files.exists('/folder/in.txt'), false);
    },
  },
  {
    name: 'rename',
    run: (target: Target): Promise<void> => target.rename('/folder/in.txt', '/folder/out.txt'),
    isDone: (server: FtpServer): void => {
      assert.deepEqual(server.files.list('/folder'), ['out.txt']);
    },
  },
  {
    name: 'mkdir',
    run: (target: Target): Promise<void> => target.mkdir('/new'),
    isDone: (server: FtpServer): void => {
      assert.equal(server.files.stat('/new')?.kind, 'directory');
    },
  },
  {
    name: 'rmdir',
    run: (target: Target): Promise<void> => target.rmdir('/empty'),
    isDone: (server: FtpServer): void => {
      assert.equal(server.files.exists('/empty'), false);
    },
  },
  {
    name: 'chmod',
    isRepeatable: true,
    run: (target: Target): Promise<void> => target.chmod('/folder/in.txt', 0o600),
    isDone: (server: FtpServer): void => {
      assert.equal(server.files.stat('/folder/in.txt')?.mode, 0o600);
    },
  },
  {
    name: 'setModified',
    isRepeatable: true,
    run: (target: Target): Promise<void> => target.setModified('/folder/in.txt', time),
    isDone: (server: FtpServer): void => {
      assert.equal(server.files.stat('/folder/in.txt')?.modified, time);
    },
  },
  {
    name: 'command',
    run: async (target: Target): Promise<void> => {
      const noop = (client: FtpClient): Promise<unknown> => client.command('NOOP');
      await (target instanceof FtpPool ? target.use(noop) : noop(target));
    },
  },
];

function* pieces(): Generator<Buffer> {
  for (let at = 0; at < content.length; at += 10_000) yield content.subarray(at, at + 10_000);
}

/** A server of some kind, and how it is spoken with. */
export interface Profile {
  name: string;
  server: FtpServerOptions;
  options: Partial<FtpOptions>;
  /** The operations whose steps are not those of another profile. */
  differs: (operation: Operation) => boolean;
}

export const modern: Profile = {
  name: 'a modern server',
  server: {},
  options: { dataAhead: false },
  differs: () => true,
};

/** The next data connection is asked for with the login, and with each transfer. */
export const ahead: Profile = {
  name: 'data connections made ahead',
  server: {},
  options: {},
  differs: ({ name, data }) => data !== undefined || name === 'connect',
};

export const old: Profile = {
  name: 'an old server',
  server: {
    personality: { mlsd: false, mlst: false, epsv: false, mfmt: false, lingeringClose: true },
  },
  options: { dataCommands: ['PASV'], dataAhead: false },
  differs: ({ name, data }) => data !== undefined || name === 'stat' || name === 'setModified',
};

export const active: Profile = {
  name: 'active mode',
  server: {},
  options: { dataMode: 'active' },
  differs: ({ data }) => data !== undefined,
};

const { key, cert } = testCertificate();

export const secure: Profile = {
  name: 'TLS',
  server: { tls: { mode: 'explicit', key, cert, required: true } },
  options: { security: 'explicit', tls: { ca: cert }, dataAhead: false },
  differs: ({ name, data }) => data !== undefined || name === 'connect',
};
