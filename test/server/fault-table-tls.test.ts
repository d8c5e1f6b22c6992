// The same under TLS.
import { faultTable } from '../support/fault-table/table.js';
import { secure } from '../support/fault-table/operations.js';

await faultTable(secure, ['a client']);
