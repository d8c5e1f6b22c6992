import { realServerSuite } from '../support/real-server-suite.js';

// Pure-FTPd prohibits the backslash in names ("Prohibited file name"), and keeps a blank at the end
// of a name as an underscore.
await realServerSuite('pure-ftpd', ['back\\slash', 'trailing blank ']);
