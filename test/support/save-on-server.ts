import { never } from '../../src/base/abort.js';
import { type Connection, type ConnectionOptions } from '../../src/remote/connection.js';
import { endingWithTest, freshServer } from './at-end.js';
import { connectionTo } from './connection-to.js';
import { type FtpServer, type FtpServerOptions } from './ftp-server/ftp-server.js';

/** The file that is saved. */
export const savedPath = '/site/index.html';
export const newContent = Buffer.alloc(300_000, 'new! ');
const oldContent = Buffer.alloc(200_000, 'old ');

export interface SiteOnServer {
  server: FtpServer;
  connection: Connection;
}

/** How long the server may take for one step, and what else is told to the connection. */
type Wishes = Partial<ConnectionOptions> & { stepMs?: number };

/** A way to connect to a server of one's own with one file of 0640; both end with the test. */
export function sitesOnServers(): (
  options?: FtpServerOptions,
  wishes?: Wishes,
) => Promise<SiteOnServer> {
  const atEnd = endingWithTest();
  return async (options = {}, { stepMs = 300, ...more } = {}) => {
    const server = await freshServer(atEnd, options);
    server.files.write(savedPath, oldContent, { mode: 0o640 });
    const { host, port } = server;
    const timeouts = { connect: 1_000, reply: stepMs, data: stepMs };
    const account = { host, port, user: 'demo', password: 'demo', timeouts };
    const connection = connectionTo(account, more);
    atEnd(() => connection.disconnect());
    await connection.files.list('/site', never);
    return { server, connection };
  };
}

export function save({ files }: Connection, signal = never): Promise<unknown> {
  return files.write({ path: savedPath, content: newContent }, signal);
}

/** What the file is now: its content is compared whole. */
export function stateOf(server: FtpServer): 'old' | 'new' | 'broken' {
  const content = Buffer.from(server.files.read(savedPath) ?? []);
  if (content.equals(oldContent)) return 'old';
  return content.equals(newContent) ? 'new' : 'broken';
}
