/**
 * The text with nothing in it that a notification of VS Code would show as a link: names and words of a
 * server could else become a button that runs a command, `[Retry](command:…)`.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
