interface Sample {
  at: number;
  bytes: number;
}

const windowMs = 5_000;
/** Before that a rate says more about the first packet than about the line. */
const soonMs = 1_000;

/** How fast bytes move, by the last seconds. */
export class TimeLeft {
  #samples: Sample[] = [];

  /** So many bytes had been moved at that moment, epoch ms. */
  note(bytes: number, at: number): void {
    const from = this.#samples.findLastIndex((one) => one.at <= at - windowMs);
    this.#samples = [...this.#samples.slice(Math.max(from, 0)), { at, bytes }];
  }

  /** Milliseconds until `total` bytes are moved; undefined where that cannot be said yet. */
  until(total: number): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < soonMs) return undefined;
    const moved = last.bytes - first.bytes;
    if (moved <= 0) return undefined;
    return (Math.max(total - last.bytes, 0) * (last.at - first.at)) / moved;
  }
}
