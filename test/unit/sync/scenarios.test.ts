import { suite, test } from 'node:test';
import { runScenario } from '../../support/sync/sync-scenario.js';
import { bothSides, firstSyncs, oneSide } from '../../support/sync/sync-scenarios.js';
import {
  kindChanges,
  meanwhile,
  scopes,
  untouched,
} from '../../support/sync/sync-scenarios-more.js';
import { memoryWorld } from '../../support/sync/sync-world.js';

const all = { firstSyncs, oneSide, bothSides, kindChanges, untouched, scopes, meanwhile };

for (const [title, scenarios] of Object.entries(all)) {
  suite(`sync scenarios: ${title}`, () => {
    for (const scenario of scenarios) {
      test(scenario.name, () => runScenario(scenario, memoryWorld()));
    }
  });
}
