import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { RemoteError } from '../base/remote-error.js';
import { type JsonPath } from './imported.js';

/** The value of a JSON text, comments and last commas allowed; a RemoteError names file and place. */
function parseJson(text: string, fileName: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parseUnlessTooDeep(text, { fileName, errors });
  const [first] = errors;
  if (first === undefined) return value;
  const reason = printParseErrorCode(first.error);
  const place = placeOf(text, first.offset);
  throw new RemoteError('failed', `${fileName} is no valid JSON at ${place} (${reason})`);
}

/** A place in a text, as editors show it: "line 3, column 5". */
function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `line ${String(lines.length)}, column ${String((lines.at(-1) ?? '').length + 1)}`;
}

/** A JSON object, as opposed to a list or a lone value. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that `value` is; an empty one where it is something else. */
export function asObject(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

/** One entry of a file that holds an object or a list of them. */
export interface JsonEntry {
  value: Record<string, unknown>;
  path: JsonPath;
  /** What to call it: by its name, or by its place. */
  where: string;
}

/** The entries of a file that holds one, or a list of them; a RemoteError where it holds something else. */
export function parseEntries(text: string, fileName: string): JsonEntry[] {
  const value = parseJson(text, fileName);
  if (isObject(value)) return [{ value, path: [], where: nameOf(value, '') }];
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw new RemoteError('failed', `${fileName} holds neither an object nor a list of objects`);
  }
  return value.map((one, index) => ({
    value: one,
    path: [index],
    where: nameOf(one, `entry ${String(index + 1)}`),
  }));
}

function nameOf({ name }: Record<string, unknown>, fallback: string): string {
  return typeof name === 'string' ? name : fallback;
}

/** The object that a file holds; a RemoteError where it holds something else. */
export function parseObject(text: string, fileName: string): Record<string, unknown> {
  const value = parseJson(text, fileName);
  if (isObject(value)) return value;
  throw new RemoteError('failed', `${fileName} does not hold an object`);
}

interface Reading {
  fileName: string;
  errors: ParseError[];
}

function parseUnlessTooDeep(text: string, { fileName, errors }: Reading): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RemoteError('failed', `${fileName} is nested too deeply to be read`);
  }
}
