// Where a data connection goes. The address in a 227 is read for the trace alone: we always dial
// the control connection's peer, since NAT makes the named one wrong and a bad server makes it
// somebody else's (RFC 2577 section 3, the bounce attack).

/** One end of a connection: a name or an address without brackets, and a port. */
export interface Endpoint {
  host: string;
  port: number;
}

const octets =
  /(?<!\d)(\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})(?!\d)/;

/** The endpoint of a 227: six numbers, wherever they stand (RFC 1123 section 4.1.2.6). */
export function tryParsePasv(text: string): Endpoint | undefined {
  const match = octets.exec(text);
  if (match === null) return undefined;
  const numbers = match.slice(1).map(Number);
  if (numbers.some((number) => number > 255)) return undefined;
  const port = (numbers[4] ?? 0) * 256 + (numbers[5] ?? 0);
  return port === 0 ? undefined : { host: numbers.slice(0, 4).join('.'), port };
}

/** The port of a 229: `(|||port|)` with any delimiter (RFC 2428 section 3). */
export function tryParseEpsv(text: string): number | undefined {
  const match = /([!-/:-~])\1\1(\d{1,5})\1/.exec(text);
  const port = Number(match?.[2] ?? 0);
  return port > 0 && port < 65_536 ? port : undefined;
}

/** `address:port` with IPv6 addresses in brackets. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${String(port)}` : `${host}:${String(port)}`;
}

/** An IPv4 address that came mapped into IPv6, as itself. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

/** The argument of PORT (RFC 959 section 4.1.2): six numbers, IPv4 alone. */
export function formatPort({ host, port }: Endpoint): string {
  return [...host.split('.'), port >> 8, port & 0xff].join(',');
}

/** The argument of EPRT (RFC 2428 section 2), without an IPv6 zone, which means nothing elsewhere. */
export function formatEprt({ host, port }: Endpoint): string {
  const protocol = host.includes(':') ? 2 : 1;
  return `|${String(protocol)}|${host.replace(/%.*$/, '')}|${String(port)}|`;
}

const notRoutable = [
  /^(0|10|127)\./,
  /^(169\.254|192\.168)\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^(22[4-9]|2[3-5]\d)\./,
];

/** Whether an IPv4 address can be somewhere on the internet (RFC 6890 has those that cannot). */
export const isRoutable = (address: string): boolean =>
  !notRoutable.some((pattern) => pattern.test(address));
