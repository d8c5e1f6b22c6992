import { type RemoteFiles } from '../../remote/remote-files.js';
import { ContentCache } from '../../search/content-cache.js';

const budgetBytes = 32 * 1024 * 1024;

/** A cache of contents for each remote tree, as long as the tree lives. */
export class ContentCaches {
  readonly #caches = new WeakMap<RemoteFiles, ContentCache>();

  of(files: RemoteFiles): ContentCache {
    const cache = this.#caches.get(files) ?? new ContentCache(budgetBytes);
    this.#caches.set(files, cache);
    return cache;
  }
}
