import { type TraceEvent } from './trace-event.js';

/** One line of trace for people: who, what, where, how long. Multi-line replies keep their lines. */
export function formatTraceEvent(event: TraceEvent): string {
  return `#${String(event.session)} ${describe(event)}`;
}

function describe(event: TraceEvent): string {
  switch (event.type) {
    case 'connect':
      return `${event.channel} ${event.flow.local} → ${event.flow.remote} connected${tlsText(event.tls)}`;
    case 'send':
      return `→ ${event.line}`;
    case 'reply':
      return `← ${event.lines.join('\n     ')} (${ms(event.elapsed)})`;
    case 'data-open':
      return `⇄ data ${event.mode} ${event.via}: ${dialText(event)}${tlsText(event.tls)}`;
    case 'data-close':
      return dataCloseText(event);
    case 'rejected':
      return `✗ refused ${event.flow.remote} → ${event.flow.local}: ${event.reason}`;
    case 'note':
      return `${event.level === 'info' ? '·' : '!'} ${event.text}`;
    case 'close':
      return `closed: ${event.reason}`;
  }
}

function dialText(event: TraceEvent & { type: 'data-open' }): string {
  const { local, remote } = event.flow;
  return event.initiator === 'client'
    ? `client ${local} dialled server ${remote}`
    : `server ${remote} dialled client ${local}`;
}

function dataCloseText(event: TraceEvent & { type: 'data-close' }): string {
  const [arrow, moved] = event.direction === 'in' ? ['⇠', 'received'] : ['⇢', 'sent'];
  const failed = event.error === undefined ? '' : `, failed: ${event.error}`;
  return `${arrow} data closed: ${String(event.bytes)} bytes ${moved} in ${ms(event.elapsed)}${failed}`;
}

function tlsText(tls: string | undefined): string {
  return tls === undefined ? '' : ` (${tls})`;
}

function ms(elapsed: number): string {
  return `${elapsed.toFixed(elapsed < 10 ? 1 : 0)} ms`;
}
