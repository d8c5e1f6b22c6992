import { type Scenario } from './sync-scenario.js';
import { bothSides, firstSyncs, oneSide } from './sync-scenarios.js';
import { kindChanges, meanwhile, scopes, untouched } from './sync-scenarios-more.js';

/** Every scenario, by what it is about. */
export const allScenarios: Readonly<Record<string, readonly Scenario[]>> = {
  'first syncs': firstSyncs,
  'changes on one side': oneSide,
  'changes on both sides': bothSides,
  'files and folders': kindChanges,
  'what is not touched': untouched,
  scopes,
  'changes after the plan': meanwhile,
};
