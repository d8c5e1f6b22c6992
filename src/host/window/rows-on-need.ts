import * as vscode from 'vscode';

/** The rows of a view, and word of those that are others now. */
interface Rows<Row> extends vscode.TreeDataProvider<Row> {
  onDidChangeTreeData: vscode.Event<Row | Row[] | undefined>;
}

/** Rows that come from what is read when their view is first looked at. */
export class RowsOnNeed<Row> implements vscode.TreeDataProvider<Row> {
  readonly #load: () => Promise<Rows<Row>>;
  readonly #change = new vscode.EventEmitter<Row | Row[] | undefined>();
  readonly onDidChangeTreeData = this.#change.event;
  #rows: Promise<Rows<Row>> | undefined;

  constructor(load: () => Promise<Rows<Row>>) {
    this.#load = load;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    return (await (await this.#there()).getChildren(row)) ?? [];
  }

  async getTreeItem(row: Row): Promise<vscode.TreeItem> {
    return (await this.#there()).getTreeItem(row);
  }

  async getParent(row: Row): Promise<Row | undefined> {
    return (await (await this.#there()).getParent?.(row)) ?? undefined;
  }

  async resolveTreeItem(
    ...args: [vscode.TreeItem, Row, vscode.CancellationToken]
  ): Promise<vscode.TreeItem> {
    const [item] = args;
    return (await (await this.#there()).resolveTreeItem?.(...args)) ?? item;
  }

  #there(): Promise<Rows<Row>> {
    this.#rows ??= this.#follow();
    return this.#rows;
  }

  async #follow(): Promise<Rows<Row>> {
    const rows = await this.#load();
    rows.onDidChangeTreeData((change) => {
      this.#change.fire(change);
    });
    return rows;
  }
}
