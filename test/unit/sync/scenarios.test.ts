import { suite, test } from 'node:test';
import { allScenarios } from '../../support/sync/all-scenarios.js';
import { runScenario } from '../../support/sync/sync-scenario.js';
import { memoryWorld } from '../../support/sync/sync-world.js';

for (const [title, scenarios] of Object.entries(allScenarios)) {
  suite(`sync scenarios: ${title}`, () => {
    for (const scenario of scenarios) {
      test(scenario.name, () => runScenario(scenario, memoryWorld()));
    }
  });
}
