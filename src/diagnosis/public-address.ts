import dns from 'node:dns/promises';
import net from 'node:net';
import { abortable } from '../base/abort.js';

/** Addresses that are on this machine or in a network of one's own (RFC 6890, RFC 4193, RFC 6598). */
const own = new net.BlockList();
own.addSubnet('0.0.0.0', 8);
own.addSubnet('10.0.0.0', 8);
own.addSubnet('100.64.0.0', 10);
own.addSubnet('127.0.0.0', 8);
own.addSubnet('169.254.0.0', 16);
own.addSubnet('172.16.0.0', 12);
own.addSubnet('192.168.0.0', 16);
own.addAddress('::1', 'ipv6');
own.addSubnet('fc00::', 7, 'ipv6');
own.addSubnet('fe80::', 10, 'ipv6');

/** Whether what is sent to this address leaves the networks of one's own. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  const version = net.isIP(plain);
  return version === 0 || !own.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

/** The first public address of a host; undefined where all are one's own. A name nobody knows is public. */
export async function publicAddressOf(
  host: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (net.isIP(host) !== 0) return isPublicAddress(host) ? host : undefined;
  try {
    const looked = dns.lookup(host, { all: true });
    const addresses = await abortable(looked, signal, `Looking ${host} up`);
    return addresses.map(({ address }) => address).find(isPublicAddress);
  } catch (error) {
    if (signal.aborted) throw error;
    // Where it leads nobody can tell: better one warning too many.
    return host;
  }
}
