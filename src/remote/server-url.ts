import { normalizePath } from '../base/remote-path.js';
import { type ConnectionProfile } from './profile.js';

const implicitPort = 990;
const usualPort = 21;

/** Where a path of the shown tree stands on its server: below the profile's root. */
export function serverPath({ root = '' }: Pick<ConnectionProfile, 'root'>, path: string): string {
  return normalizePath(`/${root}/${path}`);
}

/** The address of a file for other programs. It holds neither user nor password. */
export function serverUrl(profile: ConnectionProfile, path: string): string {
  const { host, security, port } = profile;
  const isImplicit = security === 'implicit';
  const scheme = isImplicit ? 'ftps' : 'ftp';
  const isUsual = port === undefined || port === (isImplicit ? implicitPort : usualPort);
  const place = host.includes(':') ? `[${host}]` : host;
  const segments = serverPath(profile, path).split('/').map(encodeURIComponent);
  return `${scheme}://${place}${isUsual ? '' : `:${String(port)}`}${segments.join('/')}`;
}
