// What `npm test` runs. Arguments name the stages; without any it runs all of them.
import { ensureInstalled, startTool } from './support/bootstrap.mjs';

await ensureInstalled();
process.exit(await startTool('test/support/runner/main.ts', process.argv.slice(2)));
