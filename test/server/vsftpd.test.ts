import { realServerSuite } from '../support/real-server-suite.js';

await realServerSuite('vsftpd', {
  demandReuse: ['require_ssl_reuse=YES'],
  hasImplicitTls: true,
});
