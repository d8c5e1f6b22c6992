// Stands for 'vscode' in the bundle. Each module that imports it would copy its hundreds of names, which
// takes as long as all the rest of the activation; what is inherited is not copied.
const load = require;
// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-argument -- it hands on what it does not look at
module.exports = Object.create(load('vscode'));
