/** The kinds of servers whose paths are Unix's: unknown, Unix, Cygwin. */
const unixTypes = ['0', '1', '9'];

/**
 * A path as FileZilla keeps it, `1 0 3 var 3 www` for /var/www: the kind of server, the length of a
 * prefix, then each segment behind its length. Undefined where it is no path of Unix, or none at all.
 */
export function safePath(text: string): string | undefined {
  const [head, type = '', prefix] = /^(\d+) (\d+)/.exec(text) ?? [];
  if (head === undefined || prefix !== '0' || !unixTypes.includes(type)) return undefined;
  const segments: string[] = [];
  let at = head.length;
  while (at < text.trimEnd().length) {
    const [lead, length] = /^ (\d+) /.exec(text.slice(at)) ?? [];
    if (lead === undefined) return undefined;
    const start = at + lead.length;
    at = start + Number(length);
    if (at > text.length) return undefined;
    segments.push(text.slice(start, at));
  }
  return `/${segments.join('/')}`;
}
