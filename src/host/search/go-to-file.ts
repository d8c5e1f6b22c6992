import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { RemoteError } from '../../base/remote-error.js';
import { nameOf, parentOf } from '../../base/remote-path.js';
import { type FileIndex } from '../../search/file-index.js';
import { type SearchPlace } from '../../search/search-place.js';
import { type FileIndexes } from './file-indexes.js';
import { wordsFor } from './reason-words.js';
import { Redraw } from './redraw.js';
import { choosePlaces, type SearchSources, uriOf } from './search-sources.js';

const maxShown = 200;
/** While files are being found the list is drawn anew this often. */
const redrawMs = 200;

interface Place extends SearchPlace {
  index: FileIndex;
}

interface FileItem extends vscode.QuickPickItem {
  uri: vscode.Uri;
}

/** Asks for a remote file by a few letters of its path and opens it. */
export async function goToFile(sources: SearchSources, indexes: FileIndexes): Promise<void> {
  const chosen = await choosePlaces(sources);
  if (chosen.length === 0) return;
  // First of all: a box that asks for a password would take the place of the list.
  for (const { connection } of chosen) await connect(sources, connection);
  const places = chosen.flatMap((place) => indexed(place, indexes) ?? []);
  if (places.length === 0) return;
  const uri = await new FilePick(places, indexes).ask();
  if (uri !== undefined) await vscode.commands.executeCommand('vscode.open', uri);
}

/** Goes on without a server that cannot be reached: the list says why. */
async function connect(sources: SearchSources, connection: string): Promise<void> {
  const title = vscode.l10n.t('Connecting to {0}…', connection);
  const location = vscode.ProgressLocation.Window;
  try {
    await vscode.window.withProgress({ location, title }, () => sources.connect(connection));
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
  }
}

/** A name that is no connection is told of by its notice. */
function indexed(place: SearchPlace, indexes: FileIndexes): Place | undefined {
  try {
    return { ...place, index: indexes.get(place) };
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    return undefined;
  }
}

class FilePick {
  readonly #places: readonly Place[];
  readonly #pick = vscode.window.createQuickPick<FileItem>();
  readonly #redraw = new Redraw(() => {
    this.#draw(longer(this.#items, this.#found()));
  }, redrawMs);
  readonly #stopListening: (() => void)[];
  #failure: RemoteError | undefined;
  #items: readonly FileItem[] = [];

  constructor(places: readonly Place[], indexes: FileIndexes) {
    this.#places = places;
    this.#pick.placeholder = vscode.l10n.t('A few letters of the path of a remote file');
    this.#pick.matchOnDescription = true;
    this.#pick.onDidChangeValue(() => {
      this.#draw(this.#found());
    });
    this.#stopListening = places.map(({ index }) =>
      index.onChange(() => {
        this.#redraw.soon();
      }),
    );
    this.#draw(this.#found());
    for (const { index } of places) void this.#look(index, indexes);
  }

  /** The file that the user chooses; undefined where none. */
  async ask(): Promise<vscode.Uri | undefined> {
    const chosen = new Promise<vscode.Uri | undefined>((resolve) => {
      this.#pick.onDidAccept(() => {
        resolve(this.#pick.selectedItems[0]?.uri);
      });
      this.#pick.onDidHide(() => {
        resolve(undefined);
      });
    });
    this.#pick.show();
    const uri = await chosen;
    for (const stop of this.#stopListening) stop();
    this.#redraw.stop();
    this.#pick.dispose();
    return uri;
  }

  /** Goes on in the background when the user has chosen meanwhile. */
  async #look(index: FileIndex, indexes: FileIndexes): Promise<void> {
    try {
      await indexes.look(index);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      this.#failure = error;
      this.#redraw.soon();
    }
  }

  #draw(items: readonly FileItem[]): void {
    const isLooking = this.#places.some(({ index }) => index.isLooking);
    this.#pick.busy = isLooking;
    this.#pick.title = this.#title(isLooking);
    // The same items again would take the choice back to the first of them.
    if (String(items.map(keyOf)) === String(this.#items.map(keyOf))) return;
    this.#items = items;
    this.#pick.items = items;
  }

  /** What fits, the best first. */
  #found(): FileItem[] {
    return this.#places.flatMap((place) => this.#itemsOf(place));
  }

  #itemsOf({ connection, index }: Place): FileItem[] {
    return index.find(this.#pick.value, maxShown).map((path) => ({
      uri: uriOf(connection, path),
      label: nameOf(path),
      description: `${connection}${parentOf(path)}`,
      iconPath: vscode.ThemeIcon.File,
      // What fits is decided by the index.
      alwaysShow: true,
    }));
  }

  #title(isLooking: boolean): string {
    const count = this.#places.reduce((sum, { index }) => sum + index.size, 0);
    const parts = [
      isLooking
        ? vscode.l10n.t('still looking… {0} files so far', count)
        : vscode.l10n.t('{0} files', count),
      ...this.#missing(),
    ];
    return vscode.l10n.t('Go to Remote File ({0})', parts.join('; '));
  }

  /** What the list does not have, and why. */
  #missing(): string[] {
    const failure = this.#failure ?? this.#places.find(({ index }) => index.failure)?.index.failure;
    if (failure !== undefined) return [describeError(failure)];
    const missing = this.#places.flatMap(({ index }) => index.notSearched);
    const reasons = new Set(missing.map(({ reason }) => reason));
    if (reasons.size === 0) return [];
    return [vscode.l10n.t('not all: {0}', [...reasons].map(wordsFor).join(', '))];
  }
}

const keyOf = ({ uri }: FileItem): string => uri.toString();

/**
 * A list with more at its end. VS Code tells only at which place of the list a choice was made: what is
 * found later must not move what the user may be choosing just then.
 */
function longer(shown: readonly FileItem[], found: readonly FileItem[]): FileItem[] {
  const known = new Set(shown.map(keyOf));
  return [...shown, ...found.filter((item) => !known.has(keyOf(item)))];
}
