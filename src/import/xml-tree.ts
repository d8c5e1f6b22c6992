import { XMLParser } from 'fast-xml-parser';
import { RemoteError } from '../base/remote-error.js';

/** An element of an XML text: its own words, without those of its children. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  text: string;
  children: readonly XmlElement[];
}

/** What fast-xml-parser makes of an element where order is kept. */
type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Nothing that a file defines is put in anywhere: no bombs.
  processEntities: false,
});

/** The top element of an XML text; a RemoteError names file and place. */
export function parseXml(text: string, fileName: string): XmlElement {
  const top = toElements(parsed(text, fileName)).at(-1);
  if (top === undefined) throw new RemoteError('failed', `${fileName} holds no XML element`);
  return top;
}

/** The words of the first child of that name, without blanks at the ends; empty where there is none. */
export function textOf(element: XmlElement, name: string): string {
  return childOf(element, name)?.text.trim() ?? '';
}

/** The first child of that name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

function parsed(text: string, fileName: string): readonly Node[] {
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is one more package
    return parser.parse(text, true) as readonly Node[];
  } catch (error) {
    // The parser's own words quote the text, which may hold a password; their end tells the place.
    const [, line, column] = /:(\d+):(\d+|undefined)$/.exec(String(error)) ?? [];
    const place = line === undefined ? '' : ` at line ${line}`;
    const detail = column === undefined || column === 'undefined' ? '' : `, column ${column}`;
    throw new RemoteError('failed', `${fileName} is no valid XML${place}${detail}`);
  }
}

function toElements(nodes: readonly Node[]): XmlElement[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    return name === undefined ? [] : toElement(name, node);
  });
}

function toElement(name: string, node: Node): XmlElement {
  const inner = node[name] as readonly Node[];
  const attributes = Object.entries((node[':@'] ?? {}) as Readonly<Record<string, string>>);
  return {
    name,
    attributes: Object.fromEntries(attributes.map(([key, value]) => [key, decode(value)])),
    text: decode(inner.map(ownText).join('')),
    children: toElements(inner),
  };
}

function ownText(node: Node): string {
  const text = node['#text'];
  return typeof text === 'string' ? text : '';
}

const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** The five names and the numbers that XML knows by itself. */
function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, ...codes) => {
    const [decimal, hex, name] = codes as (string | undefined)[];
    if (name !== undefined) return named[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
