import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { type SearchResults } from '../../search/search-results.js';

/** How far a search is, or how it ended, in words. */
export function progressWords(results: SearchResults): string {
  const { notSearched } = results.counts;
  const counts = [foundWords(results), searchedWords(results)];
  if (notSearched > 0) counts.push(vscode.l10n.t('{0} not searched', notSearched));
  const words = counts.join(', ');
  switch (results.state) {
    case 'running':
      return vscode.l10n.t('Searching… {0}', words);
    case 'finished':
      return words;
    case 'cancelled':
      return vscode.l10n.t('Cancelled. Until then: {0}', words);
    case 'failed':
      return `${results.error === undefined ? '' : describeError(results.error)} ${words}`;
  }
}

function foundWords({ counts: { matches, files } }: SearchResults): string {
  if (matches === 0) return vscode.l10n.t('Nothing found');
  if (matches === 1) return vscode.l10n.t('1 match');
  if (files === 1) return vscode.l10n.t('{0} matches in 1 file', matches);
  return vscode.l10n.t('{0} matches in {1} files', matches, files);
}

function searchedWords({ counts: { searched } }: SearchResults): string {
  return searched === 1
    ? vscode.l10n.t('1 file searched')
    : vscode.l10n.t('{0} files searched', searched);
}
