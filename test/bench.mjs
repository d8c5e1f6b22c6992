// What `npm run bench` runs: our engine beside basic-ftp, lftp and curl. `--help` lists the options.
import { ensureInstalled, startTool } from './support/bootstrap.mjs';

await ensureInstalled();
process.exit(await startTool('test/bench/main.ts', process.argv.slice(2)));
