import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { cached } from './cache.js';
import { unpackPackage, unpackTar } from './npm.js';

/** A browser to show the workbench in. */
export interface InstalledBrowser {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  readonly flags: readonly string[];
}

const browserPackage = '@sparticuz/chromium@153.0.0';
const fontPackage = 'dejavu-fonts-ttf@2.37.3';
const fonts = ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono', 'DejaVuSansMono-Bold'];

/** `$CHROME_PATH`, else what is on the PATH, else a Chromium without windows from the npm registry. */
export async function installBrowser(): Promise<InstalledBrowser> {
  const program = process.env['CHROME_PATH'] ?? findOnPath();
  if (program !== undefined) return { program, env: {}, flags: [] };
  const folder = await cached('chromium-153', fetchBrowser);
  return {
    program: path.join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: path.join(folder, 'libraries/lib'),
      FONTCONFIG_FILE: writeFontSettings(folder),
    },
    // This build is made for containers and has neither a sandbox nor a zygote process.
    flags: ['--headless', '--no-zygote', '--disable-setuid-sandbox'],
  };
}

function findOnPath(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((name) => name !== '');
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find((file) => fs.existsSync(file));
}

/** The package holds the browser, and libraries that a bare system lacks, as compressed files. */
async function fetchBrowser(folder: string): Promise<void> {
  const archive = path.join(folder, 'package');
  await unpackPackage(browserPackage, archive);
  const bin = path.join(archive, 'bin');
  await inflate(findCompressed(bin, 'chromium'), path.join(folder, 'chromium'));
  fs.chmodSync(path.join(folder, 'chromium'), 0o755);
  await inflateTar(findCompressed(bin, 'al2023'), path.join(folder, 'libraries'));
  await inflateTar(findCompressed(bin, 'swiftshader'), folder);
  fs.rmSync(archive, { recursive: true });
  await fetchFonts(folder);
}

function findCompressed(bin: string, start: string): string {
  const files = fs.readdirSync(bin, { recursive: true, encoding: 'utf8' });
  const found = files.filter((file) => {
    return path.basename(file).startsWith(start) && file.endsWith('.br');
  });
  const file = found.find((name) => name.includes(process.arch)) ?? found[0];
  if (file === undefined) throw new Error(`${browserPackage} has no ${start}`);
  return path.join(bin, file);
}

async function inflate(from: string, to: string): Promise<void> {
  await pipeline(
    fs.createReadStream(from),
    zlib.createBrotliDecompress(),
    fs.createWriteStream(to),
  );
}

async function inflateTar(from: string, folder: string): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const tar = path.join(folder, 'inflated.tar');
  await inflate(from, tar);
  await unpackTar(tar, folder, []);
  fs.rmSync(tar);
}

/** Without a single font this browser ends as soon as an editor opens. */
async function fetchFonts(folder: string): Promise<void> {
  const archive = path.join(folder, 'font-package');
  await unpackPackage(fontPackage, archive);
  fs.mkdirSync(path.join(folder, 'fonts'));
  for (const name of fonts) {
    const file = `${name}.ttf`;
    fs.copyFileSync(path.join(archive, 'ttf', file), path.join(folder, 'fonts', file));
  }
  fs.rmSync(archive, { recursive: true });
}

/** Written at each start, because it names the place where the cache is now. */
function writeFontSettings(folder: string): string {
  const file = path.join(folder, 'fonts.conf');
  const preferred = (family: string, font: string): string =>
    `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `<dir>${folder}/fonts</dir>`,
    `<cachedir>${folder}/font-cache</cachedir>`,
    preferred('monospace', 'DejaVu Sans Mono'),
    preferred('sans-serif', 'DejaVu Sans'),
    '</fontconfig>',
    '',
  ];
  fs.writeFileSync(file, lines.join('\n'));
  return file;
}
