import { parse } from 'jsonc-parser';
import { isEncrypted } from './ftp-simple.js';
import { type ImportFormat } from './import-format.js';
import { asObject } from './json-text.js';

const names: readonly (readonly [pattern: RegExp, format: ImportFormat])[] = [
  [/^sftp\.json$/, 'vscode-sftp'],
  [/^ftp-kr\.json$/, 'ftp-kr'],
  [/^ftp-simple(-temp)?\.json$/, 'ftp-simple'],
  [/^ftp-sync\.json$/, 'ftp-sync'],
  [/\.code-workspace$/, 'remote-workspace'],
  [/^\.ftpconfig$/, 'atom'],
  [/^sitemanager\.xml$/, 'filezilla'],
  [/^winscp\.ini$/, 'winscp'],
  [/^[._]netrc$/, 'netrc'],
];
const contents: readonly (readonly [pattern: RegExp, format: ImportFormat])[] = [
  [/<FileZilla3[\s>]/, 'filezilla'],
  [/^\[Sessions\\/m, 'winscp'],
];
/** Keys that one tool alone has, those of settings first. */
const keys: readonly (readonly [key: string, format: ImportFormat])[] = [
  ['remotefs.remote', 'remote-fs'],
  ['deploy.reloaded', 'deploy-reloaded'],
  ['folders', 'remote-workspace'],
  ['generatedFiles', 'ftp-sync'],
  ['altServer', 'ftp-kr'],
  ['localBasePath', 'ftp-kr'],
  ['syncOption', 'vscode-sftp'],
  ['watcher', 'vscode-sftp'],
  ['context', 'vscode-sftp'],
  ['autoUpload', 'ftp-kr'],
  ['pass', 'atom'],
  ['connTimeout', 'atom'],
  ['autosave', 'ftp-simple'],
  ['project', 'ftp-simple'],
  ['remotePath', 'vscode-sftp'],
  ['profiles', 'vscode-sftp'],
  ['type', 'ftp-simple'],
];

/** Which tool's file this is, by its name or else by what is in it; undefined where it is none. */
export function recognizeFormat(fileName: string, text: string): ImportFormat | undefined {
  const name = fileName.replace(/^.*[/\\]/s, '').toLowerCase();
  return names.find(([pattern]) => pattern.test(name))?.[1] ?? recognizeContent(text);
}

function recognizeContent(text: string): ImportFormat | undefined {
  const known = contents.find(([pattern]) => pattern.test(text))?.[1];
  if (known !== undefined) return known;
  if (isEncrypted(text)) return 'ftp-simple';
  if (/^\s*(\/[/*]|[[{])/.test(text)) return recognizeJson(text);
  return /^\s*(machine\s+\S+|default)\s+(login|password|account)\s/m.test(text)
    ? 'netrc'
    : undefined;
}

function recognizeJson(text: string): ImportFormat | undefined {
  try {
    const value: unknown = parse(text);
    const entry = asObject(Array.isArray(value) ? value[0] : value);
    return keys.find(([key]) => Object.hasOwn(entry, key))?.[1];
  } catch (error) {
    // Nested so deeply that it is nobody's settings.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
