import { startServer } from '../../support/servers/start-server.js';
import { type Network } from './network.js';

export function relayNetwork(reason: string): Network {
  return {
    description: `none (${reason})`,
    link: (rttMs) =>
      Promise.resolve({
        rttMs,
        enter: [],
        serve: async (name, security) => {
          const server = await startServer(name, security === 'tls' ? { tls: 'explicit' } : {});
          return { server, host: server.host, stop: () => server.stop() };
        },
        counters: () => Promise.resolve(undefined),
        close: () => undefined,
      }),
  };
}
