import fs from 'node:fs';
import { inProject } from '../project.js';

/** What esbuild tells of a bundle, as far as it is read here. */
export interface Bundle {
  readonly outputs: Readonly<Record<string, BundleFile>>;
}

interface BundleFile {
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What is read before the extension's first line runs. */
export interface StartWeight {
  /** The files of the bundle. */
  readonly files: readonly string[];
  /** The modules in them. */
  readonly modules: readonly string[];
}

/** Follows the imports of a file of the bundle, but those that wait for a first use. */
export function startWeight({ outputs }: Bundle, entry: string): StartWeight {
  const files = new Set<string>();
  const follow = (file: string): void => {
    const found = outputs[file];
    if (found === undefined || files.has(file)) return;
    files.add(file);
    for (const { path, kind } of found.imports) if (kind === 'import-statement') follow(path);
  };
  follow(entry);
  const all = [...files];
  return { files: all, modules: all.flatMap((file) => Object.keys(outputs[file]?.inputs ?? {})) };
}

const largest = { bundleBytes: 1_000_000, startBytes: 25_000 };
/** Nobody needs these before something has been done. */
const forbidden = /^(node_modules|src\/(ftp|remote|sync|search|transfers|import|diagnosis))\//;

/** What is read too early. */
export function startProblems({ modules }: StartWeight): string[] {
  return modules
    .filter((module) => forbidden.test(module))
    .map((module) => `${module} is read at the start`);
}

/** What is wrong with the built extension: its size, or what it reads at its start. */
export function weightProblems(): string[] {
  const modules = inProject('dist', 'modules.json');
  const bundle = JSON.parse(fs.readFileSync(modules, 'utf8')) as Bundle;
  const start = startWeight(bundle, 'dist/modules/extension.cjs');
  const parts = Object.keys(bundle.outputs)
    .filter((file) => file.endsWith('.cjs') && !start.files.includes(file))
    .map((file) => file.replace('dist/modules/', 'dist/'));
  const startBytes = sizeOf(['dist/extension.cjs']);
  const bytes = { bundleBytes: startBytes + sizeOf(parts), startBytes };
  const count = `${String(start.modules.length)} modules`;
  console.log(`  size of the extension ${kilobytes(bytes.bundleBytes)}`);
  console.log(`  read at its start ${kilobytes(bytes.startBytes)}, ${count}`);
  const keys = ['bundleBytes', 'startBytes'] as const;
  return [
    ...keys
      .filter((key) => bytes[key] >= largest[key])
      .map((key) => `${key}: ${kilobytes(bytes[key])}, not under ${kilobytes(largest[key])}`),
    ...startProblems(start),
  ];
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + fs.statSync(inProject(file)).size, 0);
}

function kilobytes(bytes: number): string {
  return `${String(Math.ceil(bytes / 1000))} kB`;
}
