// Starts a tool of the tests by the path of its main.ts, such as
// `node test/support/start-tool.mjs test/support/servers/main.ts vsftpd`.
import { ensureInstalled, startTool } from './bootstrap.mjs';

const [entry = '', ...args] = process.argv.slice(2);
await ensureInstalled();
process.exit(await startTool(entry, args));
