/** The little of a browser's DOM that we read. Functions that use it run in the page. */
export interface PageElement {
  readonly id: string;
  readonly textContent: string | null;
  readonly classList: { contains(name: string): boolean };
  readonly style: { readonly top: string };
  readonly value?: string;
  readonly placeholder?: string;
  readonly type?: string;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Matches exactly this text, but for blanks around it. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${escaped(text)}\\s*$`);
}

/** Matches what begins with this text, but for blanks before it and upper case. */
export function beginningWith(text: string): RegExp {
  return new RegExp(`^\\s*${escaped(text)}`, 'i');
}

/** A text as a quoted value in a CSS selector. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
