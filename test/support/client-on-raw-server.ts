import { FtpClient, type FtpOptions, type TraceEvent } from '../../src/ftp/index.js';
import { endingWithTest } from './at-end.js';
import { RawServer, type RawTransfer } from './raw-server.js';

/** Plays one transfer, from its command to its last word. */
export type Play = (transfer: RawTransfer) => Promise<void>;

export interface OnRaw {
  client: FtpClient;
  server: RawServer;
  /** What was stored, in the order of the transfers that were played well. */
  stored: string[];
  /** The notes of the trace so far. */
  notes: string[];
}

/** What every RETR gives. */
export const rawContent = 'content '.repeat(2_000);

/** Sends the content, or takes what comes; resolves with that. */
export async function move({ verb, data }: RawTransfer): Promise<string> {
  const socket = await data();
  if (verb === 'RETR' || verb === 'LIST') {
    socket.end(verb === 'RETR' ? rawContent : '');
    return '';
  }
  let got = '';
  for await (const chunk of socket) got += String(chunk);
  return got;
}

export const playWell: Play = async (transfer) => {
  transfer.say('150 Here');
  await move(transfer);
  transfer.say('226 Done');
};

/** Clients on servers that play their transfers one after the other, and all behind them well. */
export function clientsOnRawServers(): (
  plays: Play[],
  more?: Partial<FtpOptions>,
) => Promise<OnRaw> {
  const atEnd = endingWithTest();
  return async (plays, more = {}) => {
    const stored: string[] = [];
    const notes: string[] = [];
    const server = await RawServer.start(async (transfer) => {
      const play = plays.shift();
      if (play !== undefined) return play(transfer);
      transfer.say('150 Here');
      stored.push(await move(transfer));
      transfer.say('226 Done');
    });
    atEnd(() => server.stop());
    const trace = (event: TraceEvent): void => {
      if (event.type === 'note') notes.push(event.text);
    };
    const timeouts = { connect: 1_000, reply: 1_000, data: 1_000 };
    const login = { host: '127.0.0.1', port: server.port, user: 'demo', password: 'demo' };
    const client = await FtpClient.connect({ ...login, timeouts, trace, ...more });
    atEnd(() => client.close());
    return { client, server, stored, notes };
  };
}
