import { syncServerSuite } from '../support/sync/sync-server-suite.js';

await syncServerSuite('proftpd');
