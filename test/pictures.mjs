// What `npm run pictures` runs: makes the pictures of the README in a real VS Code.
import { ensureInstalled, startTool } from './support/bootstrap.mjs';

await ensureInstalled();
process.exit(await startTool('test/pictures/main.ts', process.argv.slice(2)));
