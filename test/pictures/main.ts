import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { inProject } from '../support/project.js';
import { until } from '../support/until.js';
import type { Ui } from '../support/vscode-host/ui/ui.js';
import { type Scene, scenes } from './scenes.js';
import { Studio } from './studio.js';

const usage = `npm run pictures -- [options]

  --out FOLDER   where they go                     (media/pictures)
  --only NAMES   of ${scenes.map(({ name }) => name).join(', ')};
                 several are joined by commas
  --help`;

/** What a picture in the repository may weigh. */
const largestBytes = 150 * 1024;

interface Wishes {
  readonly folder: string;
  readonly chosen: readonly Scene[];
}

/** Makes the pictures. Returns the exit code: 0 is well, 1 is not, 2 is a wrong command line. */
export async function main(args: readonly string[]): Promise<number> {
  let wishes: Wishes | undefined;
  try {
    wishes = parseWishes(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  if (wishes === undefined) {
    console.log(usage);
    return 0;
  }
  const studio = await Studio.open();
  try {
    let isWell = true;
    for (const scene of wishes.chosen) isWell = (await take(studio, scene, wishes)) && isWell;
    return isWell ? 0 : 1;
  } finally {
    await studio.close();
  }
}

/** Undefined where only help is wanted. Throws on what it does not understand. */
function parseWishes(args: readonly string[]): Wishes | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: { out: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help === true) return undefined;
  const names = values.only?.split(',');
  const unknown = names?.find((name) => !scenes.some((scene) => scene.name === name));
  if (unknown !== undefined) throw new Error(`there is no picture ${unknown}`);
  return {
    folder: values.out === undefined ? inProject('media', 'pictures') : path.resolve(values.out),
    chosen: scenes.filter(({ name }) => names === undefined || names.includes(name)),
  };
}

async function take(studio: Studio, scene: Scene, { folder }: Wishes): Promise<boolean> {
  const file = path.join(folder, `${scene.name}.png`);
  try {
    const ui = await studio.window(scene);
    try {
      await scene.play({ ui, studio });
      await untilQuiet(ui);
      await ui.screenshot(file);
    } catch (error) {
      await ui.screenshot(inProject('out', 'pictures', `${scene.name}-failed.png`));
      throw error;
    } finally {
      await studio.clear(ui);
    }
    const { size } = fs.statSync(file);
    const isSmall = size <= largestBytes;
    console.log(`  ${isSmall ? '✓' : '✗ too large:'} ${file} ${String(Math.ceil(size / 1024))} KB`);
    return isSmall;
  } catch (error) {
    console.log(`  ✗ ${scene.name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** Waits until VS Code is done with what a window begins with. */
async function untilQuiet(ui: Ui): Promise<void> {
  await until('VS Code to be quiet', 30_000, async () => {
    const items = await ui.panels.statusBar();
    return !items.some(({ text }) => text.includes('Activating Extensions'));
  });
}
