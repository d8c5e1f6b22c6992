import { test } from 'node:test';
import assert from 'node:assert/strict';
import { FtpClient } from '../../src/ftp/index.js';
import { failure } from '../support/failure.js';
import { realServerSuite } from '../support/real-server-suite.js';
import { availability, startServer } from '../support/servers/start-server.js';

await realServerSuite('pure-ftpd', {
  // It prohibits the backslash ("Prohibited file name"), and keeps a blank at the end of a name and
  // a tab as an underscore.
  cannotStore: ['back\\slash', 'trailing blank ', 'tab\tin it'],
  demandReuse: 'not possible',
  // Debian builds it without (--with-implicittls): see the test below.
  hasImplicitTls: false,
});

if ((await availability('pure-ftpd')) === undefined) {
  const title = 'implicit TLS with a server that has explicit TLS alone fails soon and says so';
  test(title, { timeout: 5_000 }, async () => {
    const server = await startServer('pure-ftpd', { tls: 'explicit' });
    const { host, port, user, password } = server;
    const tls = { ca: server.certificate ?? '' };
    const options = { host, port, user, password, tls, security: 'implicit' as const };
    const error = await failure(FtpClient.connect(options));
    await server.stop();
    assert.equal(error.kind, 'tls');
    assert.match(error.hint ?? '', /explicit/);
  });
}
