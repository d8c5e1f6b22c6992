// A save whose connection is killed at each of its steps, on our own server and on real ones: the file
// is the old or the new one, whole; the failure is told; and the next save works.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { isRemoteError } from '../../src/base/remote-error.js';
import { type FtpOptions } from '../../src/ftp/index.js';
import { type Connection } from '../../src/remote/connection.js';
import { connectionTo } from '../support/connection-to.js';
import { type CutAt } from '../support/control-relay.js';
import { CuttingRelay } from '../support/cutting-relay.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type Personality } from '../support/ftp-server/options.js';
import { type ServerName } from '../support/servers/recipe.js';
import { availability, startServer } from '../support/servers/start-server.js';
import { until } from '../support/until.js';

const name = 'page.html';
const oldContent = Buffer.alloc(50_000, 'old ');
const newContent = Buffer.alloc(60_000, 'new! ');

/** A server with the file on it. */
interface Site {
  account: Pick<FtpOptions, 'port' | 'user' | 'password'>;
  read: () => Uint8Array;
  stop: () => Promise<void>;
}

async function ownSite(personality: Partial<Personality>): Promise<Site> {
  const server = await FtpServer.start({ personality });
  server.files.write(`/${name}`, oldContent);
  return {
    account: { port: server.port, user: 'demo', password: 'demo' },
    read: () => server.files.read(`/${name}`) ?? new Uint8Array(0),
    stop: () => server.stop(),
  };
}

async function realSite(kind: ServerName): Promise<Site> {
  const server = await startServer(kind);
  const file = `${server.root}/${name}`;
  fs.writeFileSync(file, oldContent);
  const { uid, gid } = fs.statSync(server.root);
  fs.chownSync(file, uid, gid);
  const { port, user, password } = server;
  return {
    account: { port, user, password },
    read: () => fs.readFileSync(file),
    stop: () => server.stop(),
  };
}

const stateOf = (site: Site): 'old' | 'new' | 'broken' => {
  const content = Buffer.from(site.read());
  if (content.equals(oldContent)) return 'old';
  return content.equals(newContent) ? 'new' : 'broken';
};

const save = ({ files }: Connection, content: Uint8Array): Promise<unknown> =>
  files.write({ path: `/${name}`, content }, never);

interface Bench {
  site: Site;
  relay: CuttingRelay;
  connection: Connection;
}

/** Saves with the connection killed at that write; false where the save has fewer. */
async function killAt(
  step: number,
  at: CutAt,
  { site, relay, connection }: Bench,
): Promise<boolean> {
  await save(connection, oldContent);
  await connection.files.read(`/${name}`, never);
  relay.cutAt(step, at);
  const outcome = await save(connection, newContent).then(
    () => 'saved',
    (error: unknown) => {
      assert.ok(isRemoteError(error), String(error));
      return 'failed';
    },
  );
  const hasCut = relay.spare();
  const where = `cut ${at} write ${String(step)}`;
  // A server may still be doing what it was told by a connection that is gone.
  await until(`a whole file, ${where}`, 5_000, () => stateOf(site) !== 'broken');
  if (outcome === 'saved') assert.equal(stateOf(site), 'new', where);
  await connection.connect(never);
  connection.refresh();
  await save(connection, newContent);
  assert.equal(stateOf(site), 'new', where);
  return hasCut;
}

function killedSaves(what: string, start: () => Promise<Site>): void {
  for (const at of ['before', 'behind'] as const) {
    test(`on ${what}, cut ${at} each of its commands, leaves a whole file`, async () => {
      const site = await start();
      const relay = await CuttingRelay.start(site.account.port ?? 0);
      const timeouts = { connect: 2_000, reply: 2_000, data: 2_000 };
      const account = {
        ...site.account,
        host: '127.0.0.1',
        port: relay.port,
        keepAlive: 0,
        timeouts,
      };
      const connection = connectionTo(account);
      try {
        let step = 1;
        while (await killAt(step, at, { site, relay, connection })) step += 1;
        assert.ok(step > 3, `it was cut ${String(step - 1)} times only`);
      } finally {
        await connection.disconnect();
        await relay.close();
        await site.stop();
      }
    });
  }
}

suite('a save that is killed', () => {
  killedSaves('a server with MLST', () => ownSite({}));
  killedSaves('a server with SIZE and MDTM', () => ownSite({ mlst: false, mlsd: false }));
  killedSaves('a server that renames over nothing', () => ownSite({ renameOverwrites: false }));
});

for (const kind of ['vsftpd', 'proftpd'] as const) {
  if ((await availability(kind)) === undefined) {
    suite(`a save that is killed on ${kind}`, () => {
      killedSaves(kind, () => realSite(kind));
    });
  }
}
