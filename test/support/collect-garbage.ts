import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');

/** Collects all memory that nothing holds, now. */
export const collectGarbage = vm.runInNewContext('gc') as () => void;
