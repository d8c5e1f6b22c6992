import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import {
  type DataCommand,
  FtpClient,
  type FtpOptions,
  type TraceEvent,
} from '../../src/ftp/index.js';
import { connectionTo } from './connection-to.js';
import {
  assertMadeAs,
  type ExpectedData,
  ftpClientContract,
  ftpLoginContract,
  type ServerUnderTest,
} from './ftp-client-contract.js';
import { remoteFilesContract } from './remote-files-contract.js';
import { type ServerName } from './servers/recipe.js';
import { availability, type RealServer, startServer } from './servers/start-server.js';

/** What one kind of server can do, and what it takes to ask it for that. */
export interface ServerHabits {
  /** Names that it cannot keep. */
  cannotStore?: readonly string[];
  /** Its own settings that make it refuse data connections with a fresh TLS session. */
  demandReuse: readonly string[] | 'not possible';
  hasImplicitTls: boolean;
}

interface TlsMode {
  security: 'explicit' | 'implicit';
  version: 'TLSv1.2' | 'TLSv1.3';
}

/** Runs every contract on a real server; says in one line where this system cannot have it. */
export async function realServerSuite(name: ServerName, habits: ServerHabits): Promise<void> {
  const missing = await availability(name);
  if (missing !== undefined) {
    reportMissing(name, missing);
    return;
  }
  remoteFilesContract(name, async () => {
    const server = await startServer(name);
    const connection = connectionTo(accountOf(server));
    const stop = async (): Promise<void> => {
      await connection.disconnect();
      await server.stop();
    };
    return { files: connection.files, stop, cannotStore: habits.cannotStore ?? [] };
  });
  foreignNamesTest(name);
  ftpLoginContract(name, () => startPlain(name, 'EPSV'));
  for (const via of ['EPSV', 'PASV', 'EPRT', 'PORT'] as const) {
    ftpClientContract(`${name} by ${via}`, () => startPlain(name, via));
  }
  for (const mode of tlsModes(habits)) {
    const title = `${name} with ${mode.security} ${mode.version}`;
    ftpClientContract(title, () => startSecure(name, habits, mode));
    reuseTest(title, () => startSecure(name, habits, mode));
  }
}

function tlsModes({ hasImplicitTls }: ServerHabits): TlsMode[] {
  const modes: TlsMode[] = [
    { security: 'explicit', version: 'TLSv1.2' },
    { security: 'explicit', version: 'TLSv1.3' },
  ];
  return hasImplicitTls ? [...modes, { security: 'implicit', version: 'TLSv1.3' }] : modes;
}

async function startPlain(name: ServerName, via: DataCommand): Promise<ServerUnderTest> {
  const server = await startServer(name);
  const options = { ...accountOf(server), dataCommands: [via] };
  return { options, data: { via }, stop: () => server.stop() };
}

async function startSecure(
  name: ServerName,
  { demandReuse }: ServerHabits,
  { security, version }: TlsMode,
): Promise<ServerUnderTest> {
  const isDemanded = demandReuse !== 'not possible';
  const server = await startServer(name, { tls: security, extra: isDemanded ? demandReuse : [] });
  const tls = { ca: server.certificate ?? '', maxVersion: version };
  const data: ExpectedData = { via: 'EPSV', tls: version };
  // Where it is not demanded, a server may still resume TLS 1.2.
  if (isDemanded || version === 'TLSv1.2') data.resumed = true;
  const options = { ...accountOf(server), security, tls };
  return { options, data, stop: () => server.stop() };
}

/** Names whose bytes are no UTF-8, as older programs leave them on a server's disk. */
function foreignNamesTest(name: ServerName): void {
  test(`names in another charset on ${name} are listed, read, written, renamed and removed`, async () => {
    const server = await startServer(name);
    const names = ['grün.txt', 'ÿ þ.txt'];
    const onDisk = (text: string): Buffer => Buffer.from(`${server.root}/${text}`, 'latin1');
    const { uid, gid } = fs.statSync(server.root);
    for (const text of names) {
      fs.writeFileSync(onDisk(text), text);
      fs.chownSync(onDisk(text), uid, gid);
    }
    const client = await FtpClient.connect(accountOf(server));
    const at = (text: string): string => `${client.home === '/' ? '' : client.home}/${text}`;
    assert.deepEqual((await client.list(client.home)).map((entry) => entry.name).sort(), names);
    for (const text of names) {
      assert.equal(Buffer.from(await client.readFile(at(text))).toString(), text);
      await client.writeFile(at(text), Buffer.from('new'));
      assert.equal(fs.readFileSync(onDisk(text), 'utf8'), 'new');
      await client.rename(at(text), at(`${text}.moved`));
      await client.remove(at(`${text}.moved`));
    }
    assert.deepEqual(fs.readdirSync(server.root), []);
    await client.close();
    await server.stop();
  });
}

/** The contract dials an address; a name is another way to tell TLS which session is meant. */
function reuseTest(title: string, start: () => Promise<ServerUnderTest>): void {
  test(`the client on ${title} resumes TLS sessions by name as by address`, async () => {
    const server = await start();
    for (const host of ['localhost', '127.0.0.1']) {
      const events: TraceEvent[] = [];
      const trace = (event: TraceEvent): void => void events.push(event);
      const client = await FtpClient.connect({ ...server.options, host, trace });
      for (let time = 0; time < 4; time += 1) await client.list(client.home);
      await client.close();
      assertMadeAs(server.data, events);
    }
    await server.stop();
  });
}

function accountOf({ host, port, user, password }: RealServer): FtpOptions {
  return { host, port, user, password };
}

/** A system without the server is no failure, except where every server must be had. */
function reportMissing(name: ServerName, why: string): void {
  console.log(`${name}: not available on this system: ${why}`);
  if (process.env['CI'] !== 'true') return;
  describe(name, () => {
    test('can be had on this system', () => {
      assert.fail(why);
    });
  });
}
