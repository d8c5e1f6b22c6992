// Each operation, and at each of its steps everything that may go wrong there.
import { faultTable } from '../support/fault-table/table.js';
import { modern } from '../support/fault-table/operations.js';

await faultTable(modern, ['a client', 'a pool']);
