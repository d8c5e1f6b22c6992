import { parseArgs } from 'node:util';
import { type ServerName } from '../support/servers/recipe.js';
import { serverNames } from '../support/servers/start-server.js';

/** A server that somebody else runs. */
export interface Remote {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The folder on this machine's disk that is the user's home on the server. */
  readonly disk: string | undefined;
}

/** What the command line asks for. */
export interface Wishes {
  /** Go through it once with a browser that nobody sees, and end. */
  readonly isCheck: boolean;
  /** The server to work on; without one a server of the tests is used. */
  readonly on: Remote | ServerName | undefined;
}

export const usage = `usage: npm start -- [options]

Starts an FTP server with a small website, and VS Code with the extension on it. Stays up until
Ctrl+C and shows the FTP traffic.

  --check          opens, edits and saves by itself, compares the bytes on the server, ends
  --server NAME    a real server from Debian's packages: ${serverNames.join(', ')}
  --host HOST      a server that is there already
  --port PORT      its port (21)
  --user NAME      the user (anonymous); the password is taken from $FTP_PASSWORD or asked for
  --disk FOLDER    with --check: the user's home on this disk, to compare bytes there`;

/** Reads the command line. Throws a sentence where it makes no sense. */
export function parseWishes(args: readonly string[]): Wishes | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      check: { type: 'boolean', default: false },
      server: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string', default: '21' },
      user: { type: 'string', default: 'anonymous' },
      disk: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { host, port, user, disk } = values;
  if (host === undefined) return { isCheck: values.check, on: parseServerName(values.server) };
  if (values.server !== undefined) throw new Error('--server and --host exclude each other');
  return { isCheck: values.check, on: { host, port: parsePort(port), user, disk } };
}

function parseServerName(name: string | undefined): ServerName | undefined {
  if (name === undefined) return undefined;
  const found = serverNames.find((candidate) => candidate === name);
  if (found === undefined) throw new Error(`--server is one of ${serverNames.join(', ')}`);
  return found;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${text} is no port`);
}
