import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';

/** Something that listens on this machine, and is no FTP server. */
export interface Stranger {
  readonly port: number;
  stop(): void;
}

/** Takes connections and says `words`, or nothing. */
export async function strangerSaying(words: string): Promise<Stranger> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (words !== '') socket.write(words);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as net.AddressInfo).port, stop };
}

const listener = `require('node:net').createServer().listen(
  { port: 0, host: '127.0.0.1', backlog: 1 },
  function () { console.log(this.address().port); },
)`;
/** More than the queue of a listener holds that has room for one. */
const callers = 4;

/** Drops the packets of who wants to connect: its process stands still, and its queue is full. */
export async function strangerDroppingAll(): Promise<Stranger> {
  const child = spawn(process.execPath, ['-e', listener], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [told] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(told.toString());
  child.kill('SIGSTOP');
  const waiting = Array.from({ length: callers }, () => net.connect(port, '127.0.0.1'));
  for (const socket of waiting) socket.on('error', () => undefined);
  // The first of them is taken in by the queue: from then on it is as good as full.
  await Promise.race(waiting.map((socket) => once(socket, 'connect')));
  return {
    port,
    stop: () => {
      for (const socket of waiting) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}
