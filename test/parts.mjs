// The last step of `npm run build`: makes what is shipped of the modules that esbuild has split.
import { ensureInstalled, startTool } from './support/bootstrap.mjs';

await ensureInstalled();
process.exit(await startTool('test/parts/main.ts', []));
