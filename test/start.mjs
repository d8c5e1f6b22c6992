// What `npm start` runs: a demo of the extension on an FTP server, in a real VS Code.
import { ensureInstalled, startTool } from './support/bootstrap.mjs';

await ensureInstalled();
process.exit(await startTool('test/demo/main.ts', process.argv.slice(2)));
