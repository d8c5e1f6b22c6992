// Fetches the real servers, or with a name starts one until it is interrupted.
import { availability, serverNames, startServer } from './start-server.js';

/** Without arguments fetches all servers; with one starts it, and shows how to reach it. */
export async function main(args: readonly string[]): Promise<number> {
  const wanted = serverNames.filter((name) => args.length === 0 || args.includes(name));
  for (const name of wanted) {
    const reason = await availability(name);
    console.log(`${name}: ${reason ?? 'available'}`);
    if (reason !== undefined && args.length > 0) return 1;
  }
  if (args.length === 0) return 0;
  for (const name of wanted) {
    const server = await startServer(name, args.includes('tls') ? { tls: 'explicit' } : {});
    server.seed({ 'hello.txt': 'hello\n', 'www/index.html': '<h1>hello</h1>\n' });
    const address = `${server.user}:${server.password}@${server.host}:${String(server.port)}`;
    console.log(`${name}: ftp://${address} (${server.root}, ${server.logFile})`);
  }
  await new Promise((resolve) => process.once('SIGINT', resolve));
  return 0;
}
