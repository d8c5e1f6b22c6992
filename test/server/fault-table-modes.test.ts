// The same where a server knows less, where it dials us, and under TLS.
import { faultTable } from '../support/fault-table/table.js';
import { active, old, secure } from '../support/fault-table/operations.js';

for (const profile of [old, active, secure]) await faultTable(profile, ['a client']);
