import { realServerSuite } from '../support/real-server-suite.js';

await realServerSuite('vsftpd');
