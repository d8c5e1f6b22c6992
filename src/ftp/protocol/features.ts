// FEAT (RFC 2389): one feature a line, indented by a blank. Read leniently: servers put the code
// before each line, use tabs, lower case, or name a feature twice with other parameters.

/** Feature names in upper case with the rest of their line. */
export function parseFeatures(lines: readonly string[]): Map<string, string> {
  const features = new Map<string, string>();
  for (const line of lines.slice(1, -1)) {
    const match = /^(?:211-)?\s*([A-Za-z][\w-]*)(.*)$/s.exec(line);
    const name = match?.[1]?.toUpperCase().replace(/^UTF-8$/, 'UTF8');
    if (name === undefined) continue;
    const before = features.get(name);
    const value = match?.[2]?.trim() ?? '';
    features.set(name, before === undefined || before === '' ? value : `${before};${value}`);
  }
  return features;
}
