import { demoSite } from '../demo-site.js';
import { FtpServer } from '../ftp-server/ftp-server.js';
import type { ServerName } from '../servers/recipe.js';
import { startServer } from '../servers/start-server.js';
import { siteFiles } from '../site-files.js';
import type { Targets } from './bridge.js';
import { RealServerControls } from './real-server-controls.js';
import { ServerControls } from './server-controls.js';

/** A server with the demo site, for the window to work on. */
export interface Site {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly root: string;
  /** What tests can do to it, by name. */
  readonly targets: Targets;
  stop(): Promise<void>;
}

/** Our own server, which takes rules. */
export async function testSite(user: string, password: string): Promise<Site> {
  const ftp = await FtpServer.start({ users: { [user]: { password } }, files: demoSite() });
  const { host, port } = ftp;
  const targets = { server: new ServerControls(ftp) };
  return { host, port, user, password, root: '/', targets, stop: () => ftp.stop() };
}

/** A real server, behind a relay that counts and cuts. */
export async function realSite(name: ServerName): Promise<Site> {
  const server = await startServer(name);
  server.seed(siteFiles());
  const controls = await RealServerControls.start(server);
  const { host, user, password, home } = server;
  return {
    host,
    port: controls.port,
    user,
    password,
    root: home,
    targets: { realServer: controls },
    stop: async () => {
      await controls.stop();
      await server.stop();
    },
  };
}

/** User settings with the connection `demo`. */
export function connectionSettings({ host, port, user, root }: Site): Record<string, unknown> {
  return { 'ftpWorkspaces.connections': { demo: { host, port, user, root } } };
}
