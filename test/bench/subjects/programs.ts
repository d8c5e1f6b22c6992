import fs from 'node:fs';
import path from 'node:path';
import { outputOf } from '../../support/servers/command.js';
import { unpackedPackages } from '../../support/servers/packages.js';
import { type Task } from '../task.js';
import { curlCommands } from './curl.js';
import { lftpCommands } from './lftp.js';
import { type Program } from './program.js';

export const programNames = ['lftp', 'curl'] as const;
type ProgramName = (typeof programNames)[number];

const commands: Readonly<Record<ProgramName, (task: Task) => string[][]>> = {
  lftp: lftpCommands,
  curl: curlCommands,
};

/** The program that this system has, or one unpacked from Debian's packages; and its version. */
export async function findProgram(name: ProgramName): Promise<Program & { version: string }> {
  const { command, env } = await locate(name);
  const said = await outputOf([...command, '--version'], { env });
  const version = /\d+\.\d+(?:\.\d+)?/.exec(said)?.[0] ?? 'unknown version';
  return { command, env, commands: commands[name], version };
}

async function locate(name: ProgramName): Promise<Pick<Program, 'command' | 'env'>> {
  const folders = (process.env['PATH'] ?? '').split(':');
  if (folders.some((folder) => fs.existsSync(path.join(folder, name)))) {
    return { command: [name], env: {} };
  }
  const binaries = [`usr/bin/${name}`];
  const { folder, env } = await unpackedPackages({ name, packages: [name], binaries });
  return {
    command: [path.join(folder, 'usr/bin', name)],
    env: { ...env, ...moduleFolder(path.join(folder, 'usr/lib', name)) },
  };
}

/** lftp loads what it can do from a folder that carries its version. */
function moduleFolder(parent: string): NodeJS.ProcessEnv {
  if (!fs.existsSync(parent)) return {};
  return { LFTP_MODULE_PATH: path.join(parent, fs.readdirSync(parent)[0] ?? '') };
}
