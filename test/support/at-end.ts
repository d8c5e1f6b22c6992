import { afterEach } from 'node:test';
import { FtpServer, type FtpServerOptions } from './ftp-server/ftp-server.js';

/** Has something ended behind the test that began it; what was begun last goes first. */
export type AtEnd = (end: () => Promise<unknown>) => void;

/** For the tests of a file or a suite. */
export function endingWithTest(): AtEnd {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    let failed: { error: unknown } | undefined;
    for (const end of ends.splice(0).reverse()) {
      await end().catch((error: unknown) => {
        failed ??= { error };
      });
    }
    // What stays open would keep the whole file from ending.
    if (failed !== undefined) throw failed.error;
  });
  return (end) => void ends.push(end);
}

/** A server for one test. */
export async function freshServer(
  atEnd: AtEnd,
  options: FtpServerOptions = {},
): Promise<FtpServer> {
  const server = await FtpServer.start(options);
  atEnd(() => server.stop());
  return server;
}
