import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

export interface Tap {
  port: number;
  /** What the clients sent, as it came: for short texts an element is one write. */
  packets: string[];
  close: () => Promise<void>;
}

/** Stands before a server's port on this machine, and notes what goes in. */
export async function tap(port: number): Promise<Tap> {
  const packets: string[] = [];
  const open = new Set<net.Socket>();
  const listener = net.createServer((inner) => {
    const outer = net.connect(port, '127.0.0.1');
    for (const socket of [inner, outer]) {
      open.add(socket.setNoDelay(true));
      socket.on('error', () => undefined);
    }
    inner.once('close', () => outer.destroy());
    outer.once('close', () => inner.destroy());
    inner.on('data', (chunk) => packets.push(chunk.toString()));
    inner.pipe(outer).pipe(inner);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    packets,
    close: async () => {
      const closed = once(listener, 'close');
      listener.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** The verbs of each write on a control connection, those of SITE with their second word. */
export const writesOf = ({ packets }: Tap): string[] =>
  packets.map((packet) =>
    packet
      .trimEnd()
      .split('\r\n')
      .map((line) => (line.startsWith('SITE') ? line.split(' ', 2) : line.split(' ', 1)).join(' '))
      .join('+'),
  );
