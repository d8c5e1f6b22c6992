import fs from 'node:fs';
import { type ImportContext } from '../../src/import/imported.js';
import { inProject } from './project.js';

/** A file of another tool, as in test/fixtures/import/<format>/. */
export interface ImportSample {
  format: string;
  fileName: string;
  text: string;
  /** Where its golden result stands. */
  golden: string;
}

/** Every secret in the samples holds this. */
export const secretMark = 's3cret';

/** All samples. */
export function importSamples(): ImportSample[] {
  const folder = inProject('test', 'fixtures', 'import');
  return fs.readdirSync(folder).flatMap((format) =>
    fs
      .readdirSync(`${folder}/${format}`)
      .filter((fileName) => !fileName.endsWith('.golden.json'))
      .map((fileName) => ({
        format,
        fileName,
        text: fs.readFileSync(`${folder}/${format}/${fileName}`, 'utf8'),
        golden: `${folder}/${format}/${fileName}.golden.json`,
      })),
  );
}

/** A window on one local folder, with one connection. */
export function contextOf(fileName: string): ImportContext {
  return {
    fileName,
    existing: { known: { host: 'known.example' }, Shop: { host: 'other.example' } },
    folder: '/projects/site',
    folders: ['/projects/site'],
    remotes: {
      archive: {
        scheme: 'ftp',
        host: 'archive.example',
        username: 'arc',
        password: 's3cret-arc',
        rootPath: '/x',
      },
    },
    mode: 0o644,
  };
}
