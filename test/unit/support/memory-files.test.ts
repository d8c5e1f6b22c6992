import { MemoryFiles } from '../../support/memory-files.js';
import { remoteFilesContract } from '../../support/remote-files-contract.js';

remoteFilesContract('the double in memory', () =>
  Promise.resolve({ files: new MemoryFiles(), stop: () => Promise.resolve() }),
);
