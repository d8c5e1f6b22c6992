import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { connectionTo } from './connection-to.js';
import { ftpClientContract } from './ftp-client-contract.js';
import { remoteFilesContract } from './remote-files-contract.js';
import { type ServerName } from './servers/recipe.js';
import { availability, type RealServer, startServer } from './servers/start-server.js';

/** Runs every contract on a real server; says in one line where this system cannot have it. */
export async function realServerSuite(
  name: ServerName,
  cannotStore: readonly string[] = [],
): Promise<void> {
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
    return { files: connection.files, stop, cannotStore };
  });
  ftpClientContract(name, async () => {
    const server = await startServer(name);
    return { options: accountOf(server), stop: () => server.stop() };
  });
  ftpClientContract(`${name} in active mode`, async () => {
    const server = await startServer(name);
    const options = { ...accountOf(server), dataMode: 'active' as const };
    return { options, stop: () => server.stop() };
  });
  ftpClientContract(`${name} with explicit TLS`, async () => {
    const server = await startServer(name, { tls: 'explicit' });
    const tls = { ca: server.certificate ?? '' };
    const options = { ...accountOf(server), security: 'explicit' as const, tls };
    return { options, stop: () => server.stop() };
  });
}

function accountOf({ host, port, user, password }: RealServer): {
  host: string;
  port: number;
  user: string;
  password: string;
} {
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
