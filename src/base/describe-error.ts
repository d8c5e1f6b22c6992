import { type RemoteError } from './remote-error.js';
import { withoutLinks } from './without-links.js';

/** What failed, the server's words and what to do, as sentences for people; no link of the server's among them. */
export function describeError(error: RemoteError): string {
  const parts = [error.message];
  if (error.reply !== undefined && !error.message.includes(error.reply)) {
    parts.push(error.code === undefined ? error.reply : withCode(error.code, error.reply));
  }
  if (error.hint !== undefined && !error.message.includes(error.hint)) parts.push(error.hint);
  return withoutLinks(parts.map(asSentence).join(' '));
}

function withCode(code: number, reply: string): string {
  return reply.startsWith(String(code)) ? reply : `${String(code)} ${reply}`;
}

function asSentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
