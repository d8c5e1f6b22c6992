import * as vscode from 'vscode';
import { formatTraceEvent, type TraceEvent } from '../../ftp/index.js';

/** The output channel that shows what goes over the wire, as the trace tells it. */
export class TrafficChannel implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('FTP Traffic', { log: true });

  /** Takes the trace of the connection called `name`. */
  write(name: string, event: TraceEvent): void {
    this.#channel[levelOf(event)](`[${name}] ${formatTraceEvent(event)}`);
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
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
