/** How a transfer gets on. */
export interface Pace {
  bytes: number;
  /** Bytes in all; undefined where nobody knows. */
  total: number | undefined;
  /** Over the last seconds; undefined while there is nothing to go by. */
  bytesPerSecond: number | undefined;
}

const windowMs = 4_000;

/** Measures a transfer by what it tells of itself. */
export class TransferPace {
  readonly #samples: { at: number; bytes: number }[] = [];
  #total: number | undefined;

  /** So many bytes are done at this moment, epoch ms. */
  note(bytes: number, total: number | undefined, now: number): Pace {
    // Tried once more, it begins anew.
    if (bytes < (this.#samples.at(-1)?.bytes ?? 0)) this.#samples.length = 0;
    this.#samples.push({ at: now, bytes });
    this.#total = total;
    while ((this.#samples[1]?.at ?? now) < now - windowMs) this.#samples.shift();
    return this.pace;
  }

  get pace(): Pace {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined)
      return { bytes: 0, total: this.#total, bytesPerSecond: undefined };
    const ms = last.at - first.at;
    const bytesPerSecond = ms > 0 ? ((last.bytes - first.bytes) * 1_000) / ms : undefined;
    return { bytes: last.bytes, total: this.#total, bytesPerSecond };
  }
}

/** A number of bytes for people: `512 B`, `1.5 KB`, `20 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}
