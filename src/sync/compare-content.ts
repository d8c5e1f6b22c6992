import { createHash } from 'node:crypto';
import { type LocalFiles } from './local-files.js';
import { type PlanSources } from './plan-sources.js';
import { remembered } from './remembered.js';
import { type RemoteFolder } from './remote-folder.js';
import { type BaseKeeper } from './step-context.js';

/** How much may be read from the server to find out whether files are alike. */
export interface CompareLimit {
  fileBytes: number;
  totalBytes: number;
}

/** How much content is fetched to be compared, unless told otherwise. */
export const defaultCompareLimit: CompareLimit = {
  fileBytes: 4 * 1024 * 1024,
  totalBytes: 256 * 1024 * 1024,
};

/** Compares files by their content, as long as the limit of what the server sends lasts. */
export function contentComparison(
  { local, remote, bases }: { local: LocalFiles; remote: RemoteFolder; bases: BaseKeeper },
  limit: CompareLimit,
): PlanSources['compare'] {
  let left = limit.totalBytes;
  return async ({ path, size }, signal) => {
    if (size > limit.fileBytes || size > left) return { alike: 'unknown' };
    left -= size;
    const { content, whole } = remembered(remote.stream(path, signal), bases.fileBytes);
    const [hash, remoteHash] = await Promise.all([local.hash(path, signal), hashOf(content)]);
    const base = whole();
    if (hash === remoteHash && base !== undefined) bases.add(base, hash);
    return { alike: hash === remoteHash ? 'same' : 'different', hash, remoteHash };
  };
}

/** SHA-256 of content that comes in pieces. */
export async function hashOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
}
