/** A VS Code release as the npm package `code-server` carries it, and the Node.js that it runs on. */
export interface Release {
  readonly version: string;
  readonly package: string;
  readonly nodeMajors: readonly number[];
}

/** The oldest release that we support, and the newest. */
export const releases = {
  oldest: { version: '1.99.3', package: 'code-server@4.99.4', nodeMajors: [20, 22] },
  newest: { version: '1.139.1', package: 'code-server@4.139.1', nodeMajors: [24] },
} as const satisfies Record<string, Release>;

/** Releases of Node.js to fetch where the running one does not do. */
export const nodePackages: Readonly<Record<number, string>> = {
  20: `node-linux-${process.arch}@20.20.2`,
  24: `node-linux-${process.arch}@24.21.0`,
};
