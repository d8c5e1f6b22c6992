import { demoSite } from './demo-site.js';

/** The files of the demo website, by their paths without a leading slash. */
export function siteFiles(): Record<string, Uint8Array> {
  return Object.fromEntries(flatten(demoSite(), ''));
}

function flatten(tree: ReturnType<typeof demoSite>, above: string): [string, Uint8Array][] {
  return Object.entries(tree).flatMap(([name, content]): [string, Uint8Array][] => {
    const path = above === '' ? name : `${above}/${name}`;
    if (typeof content === 'string') return [[path, Buffer.from(content)]];
    if (content instanceof Uint8Array) return [[path, content]];
    return flatten(content as ReturnType<typeof demoSite>, path);
  });
}
