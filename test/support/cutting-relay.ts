import { ControlRelay, type CutAt, type Verdict } from './control-relay.js';

/** Stands before a server's port on this machine, and cuts all connections at one of the client's writes. */
export class CuttingRelay {
  readonly #relay: ControlRelay;
  readonly #plan: { left: number; at: CutAt };

  static async start(serverPort: number): Promise<CuttingRelay> {
    const plan = { left: Infinity, at: 'before' as CutAt };
    const judge = (): Verdict => {
      plan.left -= 1;
      return plan.left === 0 ? plan.at : 'pass';
    };
    return new CuttingRelay(await ControlRelay.start(serverPort, judge), plan);
  }

  private constructor(relay: ControlRelay, plan: { left: number; at: CutAt }) {
    this.#relay = relay;
    this.#plan = plan;
  }

  get port(): number {
    return this.#relay.port;
  }

  /** From now on the write with this number, counted from 1, is the last one. */
  cutAt(number: number, at: CutAt): void {
    Object.assign(this.#plan, { left: number, at });
  }

  /** Cuts nothing any more; says whether it has cut. */
  spare(): boolean {
    const hasCut = this.#plan.left <= 0;
    this.#plan.left = Infinity;
    return hasCut;
  }

  close(): Promise<void> {
    return this.#relay.close();
  }
}
