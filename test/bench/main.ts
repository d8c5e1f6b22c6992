// `npm run bench`: starts itself again in a network namespace where that is possible, and measures there.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { activationSuite } from './activation.js';
import { engineSuite, fetchAll, type Missing } from './engine-suite.js';
import { ownFile, toolCommand } from './measure.js';
import { namespaceNetwork, newNamespace, whyNoNamespaces } from './network/namespaces.js';
import { relayNetwork } from './network/relay.js';
import { type Network } from './network/network.js';
import { type BenchOptions, parseOptions, usage, UsageError } from './options.js';
import { planIfAsked, syncSuite } from './sync-suite.js';
import { work } from './worker.js';

/** The tool's roles: taking one sample, measuring inside the namespace, and what the user starts. */
export async function main(args: readonly string[]): Promise<number> {
  const [role, ...rest] = args;
  if (role === 'worker') return work(rest[0] ?? '');
  if (role === 'activation') return activationSuite();
  if (role === 'inside') return measureInside(rest);
  const planned = await planIfAsked(args);
  if (planned !== undefined) return planned;
  const options = readOptions(args);
  if (typeof options === 'number') return options;
  const missing = await fetchAll(options);
  const reason = options.isRelayed ? 'it was asked for' : await whyNoNamespaces();
  if (reason === undefined) return startInside(missing, args);
  return measure(options, relayNetwork(reason), missing);
}

async function measureInside([missing = '{}', ...args]: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'number') return options;
  return measure(options, await namespaceNetwork(), JSON.parse(missing) as Missing);
}

function measure(...args: [BenchOptions, Network, Missing]): Promise<number> {
  return (args[0].suite === 'sync' ? syncSuite : engineSuite)(...args);
}

function readOptions(args: readonly string[]): BenchOptions | number {
  try {
    const options = parseOptions(args);
    if (options !== undefined) return options;
    console.log(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.log(`${error.message}\n\n${usage}`);
    return 2;
  }
}

async function startInside(missing: Missing, args: readonly string[]): Promise<number> {
  // A copy, which nobody builds anew while it is measured with.
  const tool = ownFile.replace(/mjs$/, `${String(process.pid)}.mjs`);
  fs.copyFileSync(ownFile, tool);
  try {
    return await runInside([...toolCommand(tool), 'inside', JSON.stringify(missing), ...args]);
  } finally {
    fs.rmSync(tool);
  }
}

async function runInside(toRun: readonly string[]): Promise<number> {
  const [program, ...command] = [...newNamespace, ...toRun];
  const inside = spawn(program, command, { stdio: 'inherit' });
  // What interrupts us interrupts the other too; we wait until it has cleared away.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.removeAllListeners(signal).on(signal, () => {
      inside.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    inside.once('error', reject);
    inside.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}
