/** Whether a name can stand in a directory: one path segment that names neither itself nor its parent. */
export function isLegalName(name: string): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  for (let at = 0; at < name.length; at += 1) {
    if (isForbidden(name.charCodeAt(at))) return false;
  }
  return true;
}

/** NUL, LF, CR and the slash. */
function isForbidden(code: number): boolean {
  return code === 47 || code === 0 || code === 10 || code === 13;
}

/** The last segment of a path, whatever slashes end it. */
export function lastSegment(path: string): string {
  const whole = withoutEndSlashes(path);
  return whole.slice(whole.lastIndexOf('/') + 1);
}

/** The text without the slashes at its end. */
export function withoutEndSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === '/') end -= 1;
  return text.slice(0, end);
}
