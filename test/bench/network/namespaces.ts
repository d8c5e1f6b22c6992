// The servers are in one network namespace and the clients of each link in another one. All of
// them end with the last process in them.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { once } from 'node:events';
import { guardGroup } from '../../support/process-group.js';
import { inProject } from '../../support/project.js';
import { outputOf } from '../../support/servers/command.js';
import { startServer } from '../../support/servers/start-server.js';
import { type Counters, type Link, type Network, type Reachable } from './network.js';

const script = inProject('test', 'bench', 'network', 'delay.pl');
const serverAddress = '10.77.0.1';

/** What a command begins with to run in a network namespace of its own, which it may configure. */
export const newNamespace: readonly [string, ...string[]] = [
  'setpriv',
  ...['--pdeathsig', 'KILL', 'unshare'],
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps']),
  ...['--net', '--'],
];

/** Undefined if links can be made of namespaces here; else why not. */
export async function whyNoNamespaces(): Promise<string | undefined> {
  try {
    await outputOf([...newNamespace, 'perl', script, 'probe']);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The network of a process that was started with `newNamespace`. */
export async function namespaceNetwork(): Promise<Network> {
  await outputOf(['perl', script, 'loopback', serverAddress]);
  let links = 0;
  return {
    description:
      'two network namespaces, joined by a pair of TUN devices whose packets a process passes on ' +
      'after half the delay each way (test/bench/network/delay.pl); without delay, the loopback',
    // The longer the delay, the less of the processors one link needs.
    links: (rttMs) => Math.max(1, Math.min(20, Math.round(rttMs / 5))),
    link: (rttMs) => {
      if (rttMs === 0) return Promise.resolve(loopback());
      links += 1;
      return delayed(rttMs, links);
    },
  };
}

const serve: Link['serve'] = async (name, security, extra) => {
  const tls = security === 'tls' ? { tls: 'explicit' as const } : {};
  const server = await startServer(name, { address: serverAddress, extra, ...tls });
  return { server, host: serverAddress, stop: () => server.stop() } satisfies Reachable;
};

function loopback(): Link {
  return {
    rttMs: 0,
    enter: [],
    serve,
    counters: () => Promise.resolve(undefined),
    close: () => undefined,
  };
}

async function delayed(rttMs: number, number: number): Promise<Link> {
  const args = [script, 'link', String(number), String(rttMs / 2)];
  const forwarder = spawn('setpriv', ['--pdeathsig', 'KILL', 'perl', ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (forwarder.pid === undefined) throw new Error('perl could not be started');
  guardGroup(forwarder.pid);
  const lines = createInterface(forwarder.stdout);
  await nextLine(forwarder, lines);
  return {
    rttMs,
    enter: ['nsenter', `--net=/proc/${String(forwarder.pid)}/ns/net`, '--'],
    serve,
    counters: async () => {
      forwarder.stdin.write('\n');
      return toCounters(await nextLine(forwarder, lines));
    },
    close: () => {
      forwarder.stdin.end();
    },
  };
}

async function nextLine(forwarder: ChildProcess, lines: Interface): Promise<string> {
  const ended = new AbortController();
  const gone = once(forwarder, 'exit', { signal: ended.signal }).then(() => {
    throw new Error('the link has ended');
  });
  try {
    const [line] = (await Promise.race([once(lines, 'line', { signal: ended.signal }), gone])) as [
      string,
    ];
    return line;
  } finally {
    gone.catch(() => undefined);
    ended.abort();
  }
}

function toCounters(line: string): Counters {
  const [rounds = 0, packets = 0, bytes = 0, dropped = 0] = line.split(' ').map(Number);
  return { rounds, packets, bytes, dropped };
}
