// The same where a server knows less, where it dials us, and where data connections are made ahead.
import { faultTable } from '../support/fault-table/table.js';
import { active, ahead, old } from '../support/fault-table/operations.js';

for (const profile of [old, active, ahead]) await faultTable(profile, ['a client']);
