import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { msLeft, rateOf } from '../../transfers/rate.js';
import { type Place } from '../../transfers/side.js';
import { type Moved, type Transfer, type TransferState } from '../../transfers/transfer.js';
import { formatBytes, formatSpan } from '../format-amount.js';

/** The last part of a path, remote or local. */
export function nameOfPlace({ path, connection }: Place): string {
  const isLocal = connection === undefined;
  const name = path.split(isLocal ? /[/\\]/ : '/').findLast((part) => part !== '');
  return name ?? connection ?? path;
}

/** A place as people write it. */
export function placeText({ connection, path }: Place): string {
  return connection === undefined ? path : `${connection}: ${path}`;
}

/** A state in one word. */
export function stateWord(state: TransferState): string {
  const words: Record<TransferState, () => string> = {
    waiting: () => vscode.l10n.t('waiting'),
    running: () => vscode.l10n.t('running'),
    done: () => vscode.l10n.t('done'),
    skipped: () => vscode.l10n.t('left out'),
    failed: () => vscode.l10n.t('failed'),
    cancelled: () => vscode.l10n.t('cancelled'),
  };
  return words[state]();
}

/** What it is that goes on: `Upload`. */
export function directionWord({ from, to }: Pick<Moved, 'from' | 'to'>): string {
  if (to.connection === undefined) return vscode.l10n.t('Download');
  return from.connection === undefined ? vscode.l10n.t('Upload') : vscode.l10n.t('Copy');
}

/** How far it is, in a few words. */
export function progressText(moved: Transfer | Moved, now: number): string {
  switch (moved.state) {
    case 'waiting':
      return listed([stateWord('waiting'), sizeText(moved.total)]);
    case 'running':
      return listed(runningWords(moved, now));
    case 'failed':
      return listed([countText(moved), moved.error && describeError(moved.error)]);
    case 'done':
      return listed([sizeText(moved.bytes), countText(moved), moved.reason]);
    case 'skipped':
    case 'cancelled':
      return listed([stateWord(moved.state), moved.reason]);
  }
}

/** Bytes, rate and time left of several transfers in one line. */
export function sumText(running: readonly Transfer[], now: number): string {
  const bytes = sum(running.map((one) => one.bytes));
  const totals = running.map(({ total, isCounting }) => (isCounting ? undefined : total));
  const known = totals.filter((total) => total !== undefined);
  const total = known.length === totals.length ? sum(known) : undefined;
  const rates = running.flatMap(({ samples }) => rateOf(samples, now) ?? []);
  const rate = rates.length === 0 ? undefined : sum(rates);
  return listed([amountText(bytes, total), rateText(rate), leftText({ bytes, total, rate })]);
}

function runningWords(moved: Transfer | Moved, now: number): (string | undefined)[] {
  const { bytes } = moved;
  if (!isTransfer(moved)) return [amountText(bytes, moved.total)];
  const { isCounting, samples } = moved;
  const total = isCounting ? undefined : moved.total;
  const rate = rateOf(samples, now);
  return [
    amountText(bytes, total),
    rateText(rate),
    leftText({ bytes, total, rate }),
    countText(moved),
  ];
}

function countText(moved: Transfer | Moved): string | undefined {
  if (!isTransfer(moved) || moved.isFolder !== true || isUnopened(moved)) return undefined;
  const { done, failed, left, cancelled, skipped } = moved.files;
  const all = done + failed + left + cancelled;
  return listed([
    moved.isCounting
      ? vscode.l10n.t('{0} files so far', done)
      : vscode.l10n.t('{0} of {1} files', done, all),
    failed > 0 ? vscode.l10n.t('{0} failed', failed) : undefined,
    skipped > 0 ? vscode.l10n.t('{0} left out', skipped) : undefined,
  ]);
}

/** Whether nothing is known of what is in a folder. */
export function isUnopened({ parts, files }: Transfer): boolean {
  return parts.length === 0 && files.done === 0 && files.failed + files.cancelled > 0;
}

function isTransfer(moved: Transfer | Moved): moved is Transfer {
  return 'parts' in moved;
}

function amountText(bytes: number, total: number | undefined): string {
  return total === undefined
    ? formatBytes(bytes)
    : vscode.l10n.t('{0} of {1}', formatBytes(bytes), formatBytes(total));
}

function sizeText(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatBytes(bytes);
}

function rateText(rate: number | undefined): string | undefined {
  return rate === undefined ? undefined : vscode.l10n.t('{0}/s', formatBytes(rate));
}

function leftText(amount: Parameters<typeof msLeft>[0]): string | undefined {
  const ms = msLeft(amount);
  return ms === undefined ? undefined : vscode.l10n.t('{0} left', formatSpan(ms));
}

function listed(words: readonly (string | undefined)[]): string {
  return words.filter((word) => word !== undefined && word !== '').join(' · ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
