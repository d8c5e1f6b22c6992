import { createHash } from 'node:crypto';
import { type Agreement, isSameRemote, neverAgreed, type SideState } from './facts.js';
import { keepBefore } from './keep-before.js';
import { type NewContent, type StepContext, type Version } from './step-context.js';
import { StaleError } from './step-result.js';
import { type FileJob } from './file-job.js';

/**
 * Keeps what stands on the server before an upload or a removal. Where times are too coarse to tell
 * whether that is what was agreed on, its content does: another one makes the plan stale, and counts as
 * changed from then on.
 */
export async function keepRemote(
  job: FileJob,
  context: StepContext,
  after?: NewContent,
): Promise<void> {
  const { path, remote, agreed } = job;
  if (remote === undefined) {
    await keepBefore(version(path, 'nothing', after), context);
    return;
  }
  const { read, hash } = hashed((stop) => context.remote.stream(path, stop));
  const sum = agreed !== undefined && isStill(agreed, remote) ? agreed.hash : undefined;
  const known = sum === undefined ? {} : { hash: sum };
  await keepBefore({ ...version(path, { state: remote, read }, after), ...known }, context);
  if (agreed !== undefined && isSameRemote(agreed.remote, remote))
    await refuseOther(agreed, hash(), context);
}

function version(path: string, before: Version['before'], after: NewContent | undefined): Version {
  return { side: 'remote', path, before, ...(after !== undefined && { after }) };
}

async function refuseOther(
  agreed: Agreement,
  found: string | undefined,
  { journal, signal }: StepContext,
): Promise<void> {
  if (agreed.hash === undefined || found === undefined || found === agreed.hash) return;
  await journal.agree([{ ...agreed, remote: neverAgreed }], undefined, signal);
  throw new StaleError('remote');
}

/** Only exact times tell for sure that the content is still what was agreed on. */
function isStill({ remote: then }: Agreement, now: SideState): boolean {
  const isExact = then.modifiedExact === true && now.modifiedExact === true;
  return isExact && then.size === now.size && then.modified === now.modified;
}

/** Content that is hashed as it is read; the hash is there once all of it was. */
function hashed(open: (signal: AbortSignal) => AsyncIterable<Uint8Array>): {
  read: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  hash: () => string | undefined;
} {
  let digest: string | undefined;
  async function* read(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const sum = createHash('sha256');
    for await (const chunk of open(signal)) {
      sum.update(chunk);
      yield chunk;
    }
    digest = sum.digest('hex');
  }
  return { read, hash: () => digest };
}
