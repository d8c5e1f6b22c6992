import { RemoteError } from '../base/remote-error.js';
import { normalizePath } from '../base/remote-path.js';

/** One object of a setting, read key by key; what makes no sense is told by its place and key. */
export class SettingFields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #place: string;

  constructor(value: unknown, place: string, keys: readonly string[]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw senseless(`${place} must be an object`);
    }
    const unknown = Object.keys(value).find((key) => !keys.includes(key));
    if (unknown !== undefined) throw senseless(`${place}: "${unknown}" is not known`);
    this.#values = value as Record<string, unknown>;
    this.#place = place;
  }

  has(key: string): boolean {
    return this.#values[key] !== undefined;
  }

  value(key: string): unknown {
    return this.#values[key];
  }

  /** The error of a value that is not what `key` asks for. */
  refusal(key: string, wish: string, cause?: unknown): RemoteError {
    return senseless(`${this.#place}: "${key}" ${wish}`, cause);
  }

  text(key: string, fallback: string): string {
    const value = this.#values[key] ?? fallback;
    if (!isText(value)) throw this.refusal(key, 'must be a text that is not empty');
    return value;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#values[key] ?? fallback;
    if (typeof value !== 'boolean') throw this.refusal(key, 'must be true or false');
    return value;
  }

  oneOf<T extends string>(key: string, choices: readonly T[], fallback: T): T {
    const value = this.#values[key] ?? fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) {
      throw this.refusal(
        key,
        `must be one of ${choices.map((choice) => `"${choice}"`).join(', ')}`,
      );
    }
    return found;
  }

  /** An array of texts; where `orOne`, one text alone stands for an array of one. */
  texts(key: string, what: string, { fallback = [], orOne = false }: TextsWish): readonly string[] {
    const value = this.#values[key] ?? fallback;
    const list: unknown = orOne && isText(value) ? [value] : value;
    if (Array.isArray(list) && list.every(isText)) return list;
    throw this.refusal(key, `must be an array of ${what}`);
  }

  number(key: string, { from, to, fallback }: NumberWish): number {
    const value = this.#values[key] ?? fallback;
    if (typeof value === 'number' && value >= from && value <= to) return value;
    const range =
      to === Infinity ? `from ${String(from)} up` : `from ${String(from)} to ${String(to)}`;
    throw this.refusal(key, `must be a number ${range}`);
  }

  connection(): string {
    const value = this.#values['connection'];
    if (!isText(value)) throw this.refusal('connection', 'must name a connection');
    return value;
  }

  remotePath(): string {
    const value = this.#values['remote'];
    if (!isText(value) || !value.startsWith('/')) {
      throw this.refusal('remote', 'must be a path that starts with "/"');
    }
    try {
      return normalizePath(value);
    } catch (cause) {
      throw this.refusal('remote', "must not lead out of the connection's top folder", cause);
    }
  }
}

interface TextsWish {
  fallback?: readonly string[];
  orOne?: boolean;
}

interface NumberWish {
  from: number;
  to: number;
  fallback: number;
}

/** Whether a value is a text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The error of a setting that makes no sense. */
export function senseless(message: string, cause?: unknown): RemoteError {
  return new RemoteError('failed', message, { hint: 'Correct it in the settings.', cause });
}
