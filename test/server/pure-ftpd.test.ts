import { realServerSuite } from '../support/real-server-suite.js';

// Pure-FTPd prohibits the backslash in names ("Prohibited file name").
await realServerSuite('pure-ftpd', ['back\\slash']);
