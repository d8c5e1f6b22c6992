// Servers refuse command lines that are longer than their buffer, some from 255 bytes on. Then the
// folder is entered in steps, and the rest of the path named from there.
import { isRemoteError } from '../../base/remote-error.js';
import { nameOf, parentOf } from '../../base/remote-path.js';
import { command } from '../protocol/command.js';
import { isRefusal, type Reply, replyText } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { type Session } from '../session.js';

/** Shorter lines are refused for their length by no server. */
const shortBytes = 240;
/** From here on a line that is not understood is taken for too long. */
const longBytes = 480;
/** As much of a path as one CWD names. */
const stepBytes = 200;

/**
 * Runs `attempt` with `path`; where the server refuses the command as too long, once more with the
 * name alone, from within the folder.
 */
export async function withShortName<T>(
  session: Session,
  path: string,
  ...[signal, attempt]: [AbortSignal, (path: string) => Promise<T>]
): Promise<T> {
  try {
    return await attempt(path);
  } catch (error) {
    if (!isRefusedForLength(path, error)) throw error;
    await enterInSteps(session, parentOf(path), signal);
    return attempt(`./${nameOf(path)}`);
  }
}

/** Whether an error is the refusal of a command for its length, or may well be. */
export function isRefusedForLength(path: string, error: unknown): boolean {
  return isRemoteError(error) && isTooLong(path, error.code, error.reply);
}

/** Whether a reply refuses the length of the command, or may well do so. */
export function refusesLength(path: string, reply: Reply): boolean {
  return isTooLong(path, reply.code, replyText(reply));
}

function isTooLong(path: string, code: number | undefined, words: string | undefined): boolean {
  if (code !== 500 && code !== 501) return false;
  const bytes = Buffer.byteLength(path);
  return bytes > longBytes || (bytes > shortBytes && /too long|too large/i.test(words ?? ''));
}

/** CWD into a folder, in as many steps as its length asks for. */
export async function enterInSteps(
  session: Session,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  for (const step of stepsTo(folder)) {
    const order = command('CWD', step);
    const reply = await session.channel.exchange(order, signal);
    if (isRefusal(reply)) throw refusalError(`enter ${folder}`, order, reply);
  }
  session.folder = folder;
}

function stepsTo(folder: string): string[] {
  const steps: string[] = [];
  let step = folder.startsWith('/') ? '' : '.';
  for (const name of folder.split('/').filter((part) => part !== '')) {
    if (step !== '' && step !== '.' && Buffer.byteLength(`${step}/${name}`) > stepBytes) {
      steps.push(step);
      step = '.';
    }
    step = `${step}/${name}`;
  }
  return [...steps, step === '' ? '/' : step];
}
