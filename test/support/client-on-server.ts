import { FtpClient, type FtpOptions, type TraceEvent } from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from './at-end.js';
import { type FtpServer, type FtpServerOptions } from './ftp-server/ftp-server.js';

export interface ClientOnServer {
  client: FtpClient;
  server: FtpServer;
  /** All that was traced so far. */
  events: TraceEvent[];
  /** The notes among them. */
  notes: () => string[];
}

const login = {
  user: 'demo',
  password: 'demo',
  timeouts: { connect: 1_000, reply: 1_000, data: 1_000 },
};

/** A way to connect to a server of one's own, which ends with the test. */
export function clientsOnServers(): (
  options?: FtpServerOptions,
  more?: Partial<FtpOptions>,
) => Promise<ClientOnServer> {
  const atEnd = endingWithTest();
  return async (options = {}, more = {}) => {
    const server = await freshServer(atEnd, {
      files: { 'a.txt': 'a', empty: {}, folder: { 'in.txt': 'in' } },
      ...options,
    });
    const events: TraceEvent[] = [];
    const { host, port } = server;
    const trace = (event: TraceEvent): void => void events.push(event);
    const client = await FtpClient.connect({ ...login, host, port, trace, ...more });
    atEnd(() => client.close());
    const notes = (): string[] =>
      events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
    return { client, server, events, notes };
  };
}

/** A server that has neither MLSD nor MLST. */
export const listOnly = { mlsd: false, mlst: false } as const;

/** The names in a folder, sorted. */
export async function namesIn(client: FtpClient, path: string): Promise<string[]> {
  return (await client.list(path)).map(({ name }) => name).sort();
}
