import { type Diagnosis, type Finding } from './finding.js';

const marks: Record<Finding['state'], string> = { ok: '✔', failed: '✘', skipped: '–', note: '!' };

/** A diagnosis as Markdown that also reads well as plain text. */
export function reportText(name: string, { account, findings, advice }: Diagnosis): string {
  return [
    `# Test of the connection ${name}`,
    '',
    `${account}. ${verdictOn(findings)}`,
    '',
    ...findings.flatMap(linesOf),
    ...(advice.length === 0 ? [] : ['', '## What to do', '', ...advice.map((line) => `- ${line}`)]),
    '',
  ].join('\n');
}

function verdictOn(findings: readonly Finding[]): string {
  const isListed = findings.some(({ what, state }) => what === 'Listing' && state === 'ok');
  if (isListed) return 'It works.';
  const failure = findings.find(({ state }) => state === 'failed');
  return failure === undefined ? 'It was not tested to the end.' : `It fails: ${failure.what}.`;
}

function linesOf({ what, state, text, hint }: Finding): string[] {
  const line = `- ${marks[state]} **${what}** ${oneLine(text)}`;
  return hint === undefined ? [line] : [line, `  - ${oneLine(hint)}`];
}

/** A server's words must not become headings, links or tables of ours. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#]/g, (mark) => `\\${mark}`);
}
