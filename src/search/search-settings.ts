import { type SearchLimits } from './search-text.js';

/** What the settings say of searching. */
export interface SearchSettings {
  exclude: readonly string[];
  limits: SearchLimits;
}

const defaultExclude = ['node_modules', '.git', '.svn', '.hg'];
const bytesPerMegabyte = 1024 * 1024;

/** The settings from their values; one that makes no sense counts as not set. */
export function toSearchSettings(value: (name: string) => unknown): SearchSettings {
  const exclude = value('exclude');
  const files = toNumber(value('maxFiles'), { least: 1, otherwise: 20_000 });
  const megabytes = toNumber(value('maxFileSize'), { least: 0.001, otherwise: 5 });
  return {
    exclude: isTexts(exclude) ? exclude : defaultExclude,
    limits: {
      files,
      folders: files,
      depth: toNumber(value('maxDepth'), { least: 0, otherwise: 32 }),
      ms: 10 * 60_000,
      listingsAtOnce: 4,
      fileBytes: megabytes * bytesPerMegabyte,
      readsAtOnce: 4,
      matches: 10_000,
      matchesPerFile: 1_000,
      matchMs: 1_000,
    },
  };
}

function toNumber(
  value: unknown,
  { least, otherwise }: { least: number; otherwise: number },
): number {
  return typeof value === 'number' && value >= least ? value : otherwise;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}
