import type { OtherWindow } from './other-window.js';
import type { RealServerControls } from './real-server-controls.js';
import type { ServerControls } from './server-controls.js';
import type { Editors } from './ui/editors.js';
import type { Messages } from './ui/messages.js';
import type { Panels } from './ui/panels.js';
import type { QuickInput } from './ui/quick-input.js';
import type { Trees } from './ui/trees.js';
import type { Ui } from './ui/ui.js';

/** The window as a whole. */
interface WindowControls {
  press: Ui['press'];
  screenshot: Ui['screenshot'];
}

/** All that a test in the extension host can ask of the outside. */
export interface HostControls {
  readonly quickInput: QuickInput;
  readonly trees: Trees;
  readonly editors: Editors;
  readonly messages: Messages;
  readonly panels: Panels;
  readonly window: WindowControls;
  readonly otherWindow: OtherWindow;
  /** Our own server, in windows that are on it. */
  readonly server: ServerControls;
  /** The real server, in windows that are on one. */
  readonly realServer: RealServerControls;
}
