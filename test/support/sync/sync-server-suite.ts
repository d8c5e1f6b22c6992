import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ServerName } from '../servers/recipe.js';
import { availability } from '../servers/start-server.js';
import { startSyncServer, type SyncServer } from './disk-world.js';
import { runScenario } from './sync-scenario.js';
import { allScenarios } from './all-scenarios.js';

/** Runs every scenario of the sync between the disk and a real server. */
export async function syncServerSuite(name: ServerName): Promise<void> {
  const missing = await availability(name);
  if (missing !== undefined) {
    reportMissing(name, missing);
    return;
  }
  describe(`a sync with ${name}`, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ftpws-sync-'));
    let server: SyncServer;
    before(async () => {
      server = await startSyncServer(name, folder);
    });
    after(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    for (const [title, scenarios] of Object.entries(allScenarios)) {
      for (const scenario of scenarios) {
        test(`${title}: ${scenario.name}`, async () => {
          await runScenario(scenario, await server.world());
        });
      }
    }
  });
}

function reportMissing(name: ServerName, why: string): void {
  console.log(`${name}: not available on this system: ${why}`);
  if (process.env['CI'] !== 'true') return;
  test(`${name} can be had on this system`, () => {
    assert.fail(why);
  });
}
