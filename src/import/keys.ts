import { type Collection } from './collection.js';
import { type JsonPath } from './imported.js';
import { isObject } from './json-text.js';

interface Value {
  value: unknown;
  /** Undefined where the value stands in another file. */
  path: JsonPath | undefined;
  where: string;
}

/** A text that must not be shown, and where it stands. */
export interface Secret {
  value: string | undefined;
  paths: JsonPath[];
}

/**
 * The keys of one object of a file: what is asked for is taken, and what nobody has asked for is
 * listed at the end. Values never stand in what is listed, for any of them may be a secret.
 */
export class Keys {
  readonly #values: Map<string, Value>;
  readonly #taken = new Set<string>();
  readonly #collection: Collection;
  readonly #prefix: string;

  private constructor(values: Map<string, Value>, collection: Collection, prefix = '') {
    this.#values = values;
    this.#collection = collection;
    this.#prefix = prefix;
  }

  /** The keys of `value`, which stands at `path`; of what is no object, none. */
  static of(value: unknown, place: Omit<Value, 'value'>, list: Collection): Keys {
    const entries = Object.entries(isObject(value) ? value : {});
    const values = entries.map(([key, one]): [string, Value] => [
      key,
      { value: one, path: place.path && [...place.path, key], where: place.where },
    ]);
    return new Keys(new Map(values), list);
  }

  /** These keys over those of `base`: what stands in both is ours. */
  over(base: Keys, ...withoutInherited: string[]): Keys {
    const inherited = [...base.#values].filter(([key]) => !withoutInherited.includes(key));
    return new Keys(new Map([...inherited, ...this.#values]), this.#collection);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** The value as it is. */
  take(key: string): unknown {
    this.#taken.add(key);
    return this.#values.get(key)?.value ?? undefined;
  }

  /** A text of one line that is not empty. */
  text(key: string): string | undefined {
    const value = this.take(key);
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string' && !/[\0\r\n]/.test(value)) return value.trim();
    this.list(key, 'It must be a text of one line.');
    return undefined;
  }

  flag(key: string): boolean | undefined {
    const value = this.take(key);
    if (value === undefined || typeof value === 'boolean') return value;
    this.list(key, 'It must be true or false.');
    return undefined;
  }

  /** A whole number within the bounds; a number in quotes will do. */
  integer(key: string, [least, most]: readonly [number, number]): number | undefined {
    const value = this.take(key);
    if (value === undefined || value === '') return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    if (Number.isInteger(number) && (number as number) >= least && (number as number) <= most) {
      return number as number;
    }
    this.list(key, `It must be a whole number from ${String(least)} to ${String(most)}.`);
    return undefined;
  }

  port(key = 'port'): number | undefined {
    return this.integer(key, [1, 65_535]);
  }

  milliseconds(key: string): number | undefined {
    return this.integer(key, [1, 3_600_000]);
  }

  /** A list of texts; a single text is a list of one. */
  texts(key: string): string[] | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    if (list.every((one) => typeof one === 'string')) return list;
    this.list(key, 'It must be a list of texts.');
    return undefined;
  }

  /** A password or the like. */
  secret(key: string): Secret {
    const value = this.take(key);
    const path = this.#values.get(key)?.path;
    if (typeof value !== 'string' || value === '') return { value: undefined, paths: [] };
    return { value, paths: path === undefined ? [] : [path] };
  }

  /** The keys of an object in an object; undefined where there is none. */
  object(key: string): Keys | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (!isObject(value)) {
      this.list(key, 'It must be an object.');
      return undefined;
    }
    const { path, where } = this.#values.get(key) ?? { path: [key], where: '' };
    const inner = Keys.of(value, { path, where }, this.#collection);
    return new Keys(inner.#values, this.#collection, `${this.#prefix}${key}.`);
  }

  /** Names of the keys that nobody has asked for yet. */
  get rest(): string[] {
    return [...this.#values.keys()].filter((key) => !this.#taken.has(key));
  }

  /** Keys that say nothing which would be lost. */
  skip(...keys: string[]): void {
    for (const key of keys) this.#taken.add(key);
  }

  /** Lists the keys that are there, each with the reason why it is not taken over. */
  drop(reasons: Readonly<Record<string, string>>): void {
    for (const [key, reason] of Object.entries(reasons)) {
      const value = this.take(key);
      if (isSet(value)) this.list(key, reason);
    }
  }

  /** Lists all that nobody has asked for. */
  listRest(reason = 'It is not known.'): void {
    for (const key of this.rest) {
      this.#taken.add(key);
      this.list(key, reason);
    }
  }

  /** Lists `key`, which was looked at and cannot be taken over. */
  list(key: string, reason: string): void {
    const where = this.#values.get(key)?.where ?? '';
    this.#collection.ignore({ where, key: `${this.#prefix}${key}`, reason });
  }
}

/** Off, empty and absent say the same: nothing is lost. */
function isSet(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(isSet);
  return value !== undefined && value !== null && value !== false && value !== '' && value !== 0;
}
