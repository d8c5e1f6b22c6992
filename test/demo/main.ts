import { askPassword } from './ask-password.js';
import { check } from './check.js';
import {
  embeddedServer,
  realServer,
  remoteServer,
  remoteSite,
  type SiteServer,
} from './site-server.js';
import { stay } from './stay.js';
import { parseWishes, usage, type Wishes } from './wishes.js';

/** Runs the demo. Returns the exit code: 0 is well, 1 is not, 2 is a wrong command line. */
export async function main(args: readonly string[]): Promise<number> {
  let wishes: Wishes | 'help';
  try {
    wishes = parseWishes(args);
  } catch (error) {
    console.error(`${sentenceOf(error)}\n\n${usage}`);
    return 2;
  }
  if (wishes === 'help') {
    console.log(usage);
    return 0;
  }
  let site: SiteServer;
  try {
    site = await siteFor(wishes);
  } catch (error) {
    console.error(`The server cannot be used: ${sentenceOf(error)}`);
    return 1;
  }
  try {
    if (wishes.isCheck) return (await check(site)) ? 0 : 1;
    await stay(site);
    return 0;
  } finally {
    await site.stop();
  }
}

async function siteFor({ on, isCheck }: Wishes): Promise<SiteServer> {
  if (on === undefined) return embeddedServer();
  if (typeof on === 'string') return realServer(on);
  if (!isCheck) return remoteServer(on);
  const password = on.user === 'anonymous' ? '' : await askPassword(`${on.user}@${on.host}`);
  return remoteSite(on, password);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
