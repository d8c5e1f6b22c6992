import { type DataMode, type FtpOptions } from '../ftp/index.js';
import { type Finding } from './finding.js';

/** What the findings together say that none of them says alone. */
export function adviceOn(findings: readonly Finding[], options: FtpOptions): string[] {
  const isOk = (what: string): boolean => stateOf(findings, what) === 'ok';
  if (!isOk('Login')) return [];
  const works = { passive: isOk('EPSV') || isOk('PASV'), active: isOk('EPRT') || isOk('PORT') };
  return [...adviceOnMode(works, options), ...adviceOnListing(findings)];
}

function stateOf(findings: readonly Finding[], what: string): Finding['state'] | undefined {
  return findings.find((finding) => finding.what === what)?.state;
}

function adviceOnMode(
  works: { passive: boolean; active: boolean },
  { dataMode = 'passive', dataCommands, proxy }: FtpOptions,
): string[] {
  if (!works.passive && !works.active) {
    return [
      'No data connection can be made in any way. A firewall between here and the server lets only the control connection pass; its administrator must open the passive port range.',
    ];
  }
  const isWrong = {
    passive: !works.passive,
    active: !works.active,
    auto: false,
  } satisfies Record<DataMode, boolean>;
  if (isWrong[dataMode] && dataCommands === undefined) {
    const other = dataMode === 'passive' ? 'active' : 'passive';
    return [`Only ${other} mode works: set "dataMode" to "${other}".`];
  }
  if (!works.active && proxy === undefined && dataMode === 'auto') {
    return ['Active mode does not work from here: "dataMode" could as well be "passive".'];
  }
  return [];
}

function adviceOnListing(findings: readonly Finding[]): string[] {
  const isListed = stateOf(findings, 'Listing') !== 'failed';
  const hasWay = findings.some(({ what, state }) => /^(EP|P)/.test(what) && state === 'ok');
  if (isListed || !hasWay) return [];
  return ['The login folder can be listed, and the folder of "root" cannot: correct "root".'];
}
