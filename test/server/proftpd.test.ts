import { realServerSuite } from '../support/real-server-suite.js';

// ProFTPD makes no folder whose name holds a "*" ("Invalid directory name").
await realServerSuite('proftpd', ['[x] {y} *?']);
