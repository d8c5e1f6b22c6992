import { type ConnectionSources } from '../connections/connections.js';
import { type Conflicts } from './conflicts.js';
import { tellPrecious, tellWrittenInPlace } from './save-notices.js';
import { fileHabits } from './workspace-settings.js';

/** How all connections save files: by the settings, and with the user's word where that is needed. */
export function savingWith(
  conflicts: Conflicts,
): Pick<ConnectionSources, 'habits' | 'confirmOverwrite' | 'onPrecious' | 'onWrittenInPlace'> {
  return {
    habits: fileHabits,
    confirmOverwrite: (name, conflict) => conflicts.mayOverwrite(name, conflict),
    onPrecious: (name, found) => void tellPrecious(name, found),
    onWrittenInPlace: tellWrittenInPlace,
  };
}
