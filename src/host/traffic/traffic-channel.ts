import * as vscode from 'vscode';
import { type TraceEvent } from '../../ftp/index.js';

/** The output channel that shows what goes over the wire, as the trace tells it. */
export class TrafficChannel implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('FTP Traffic', { log: true });

  /** Takes the trace of the connection called `name`. */
  write(name: string, event: TraceEvent): void {
    void this.#write(name, event);
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }

  /** The engine is there by then, and what comes first is written first. */
  async #write(name: string, event: TraceEvent): Promise<void> {
    const { formatTraceEvent } = await import('../../ftp/index.js');
    this.#channel[levelOf(event)](`[${name}] ${formatTraceEvent(event)}`);
  }
}

function levelOf(event: TraceEvent): 'info' | 'warn' | 'error' {
  switch (event.type) {
    case 'note':
      return event.level;
    case 'rejected':
      return 'warn';
    case 'data-close':
      return event.error === undefined ? 'info' : 'warn';
    case 'connect':
    case 'send':
    case 'reply':
    case 'data-open':
    case 'close':
      return 'info';
  }
}
