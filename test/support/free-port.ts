import { randomInt } from 'node:crypto';
import net from 'node:net';

/** Below those that the system gives to connections of its own accord: none of them comes in between. */
const ports = { first: 15_000, last: 32_000 };

/** A port of an address of this host, by default loopback, that nobody listens on at this moment. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = randomInt(ports.first, ports.last);
    if (await canListen(port, host)) return port;
  }
}

async function canListen(port: number, host: string): Promise<boolean> {
  const server = net.createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
