import { realServerSuite } from '../support/real-server-suite.js';

await realServerSuite('proftpd', {
  // It makes no folder whose name holds a "*" ("Invalid directory name").
  cannotStore: ['[x] {y} *?'],
  // It demands it unless NoSessionReuseRequired is set.
  demandReuse: [],
  hasImplicitTls: true,
});
