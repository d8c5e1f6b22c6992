import assert from 'node:assert/strict';
import { FtpServer } from '../../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../../support/ftp-server/options.js';
import { RawFtpClient } from './raw-ftp-client.js';

/** Runs `work` with a server and a client that is logged in unless told otherwise; nothing is left open behind it. */
export async function withServer(
  options: FtpServerOptions,
  work: (server: FtpServer, client: RawFtpClient) => Promise<void>,
  enter = (server: FtpServer): Promise<RawFtpClient> => RawFtpClient.login(server),
): Promise<void> {
  const server = await FtpServer.start(options);
  const client = await enter(server);
  try {
    await work(server, client);
  } finally {
    client.close();
    await server.stop();
  }
  assert.equal(server.openSockets, 0);
}
