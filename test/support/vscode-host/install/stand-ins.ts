// Two modules of the server are native code, which npm would have to compile. Each of these few
// lines of JavaScript does what the server asks of one of them.

/** For @vscode/spdlog: log files. They are never rotated; a test run is short. */
export const spdlogStandIn = `'use strict';
const fs = require('node:fs');
const path = require('node:path');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
let level = 2;
class Logger {
  constructor(file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.file = file;
    this.level = level;
    this.plain = false;
    fs.appendFileSync(file, '');
  }
  write(name, message) {
    if (this.isDropped || levels.indexOf(name) < this.level) return;
    const line = new Date().toISOString().replace(/[TZ]/g, ' ') + '[' + name + '] ' + message + '\\n';
    try {
      fs.appendFileSync(this.file, this.plain ? String(message) : line);
    } catch {
      // The folder is gone: the run is over.
    }
  }
  getLevel() { return this.level; }
  setLevel(value) { this.level = value; }
  clearFormatters() { this.plain = true; }
  setPattern() { this.plain = false; }
  flush() {}
  drop() { this.isDropped = true; }
}
for (const name of levels) Logger.prototype[name] = function (message) { this.write(name, message); };
exports.version = 1;
exports.Logger = Logger;
exports.setLevel = (value) => { level = value; };
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = async (name, file) => new Logger(file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
`;

/** For native-watchdog: a process ends when the one that it belongs to has gone. */
export const watchdogStandIn = `'use strict';
function isGone(pid) {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
exports.start = (pid) => {
  const timer = setInterval(() => { if (isGone(pid)) process.exit(87); }, 2000);
  timer.unref();
};
exports.exit = process.exit;
`;
