import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/*
 * A self-signed X.509 v3 certificate (RFC 5280), written in DER by hand so that the tests need
 * no openssl: every value is a tag, a length and a body, and the bodies are made of such values.
 */

export interface CertificateOptions {
  /** Names and addresses that it is good for. The first is the common name. */
  hosts?: readonly string[];
  /** Epoch ms. Default: yesterday, and ten years from now. */
  notBefore?: number;
  notAfter?: number;
}

/** PEM texts. The certificate is its own CA. */
export interface Certificate {
  key: string;
  cert: string;
}

const dayMs = 24 * 3600 * 1000;
const oid = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
};
const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
  dnsName: 0x82,
  ipAddress: 0x87,
};

let standard: Certificate | undefined;

/** A certificate for this host (localhost, 127.0.0.1, ::1), made once; or one to order. */
export function testCertificate(options?: CertificateOptions): Certificate {
  if (options) return makeCertificate(options);
  standard ??= makeCertificate({});
  return standard;
}

function makeCertificate(options: CertificateOptions): Certificate {
  const { hosts = ['localhost', '127.0.0.1', '::1'] } = options;
  const { notBefore = Date.now() - dayMs, notAfter = Date.now() + 3650 * dayMs } = options;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId(oid.ecdsaWithSha256));
  const name = distinguishedName(hosts[0] ?? 'localhost');
  const body = sequence(
    value(tag.version, value(tag.integer, Buffer.from([2]))),
    // The first byte keeps the number positive.
    value(tag.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    value(tag.extensions, extensions(hosts)),
  );
  const certificate = sequence(body, algorithm, bits(sign('sha256', body, privateKey)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: toPem(certificate),
  };
}

function extensions(hosts: readonly string[]): Buffer {
  const yes = value(tag.boolean, Buffer.from([0xff]));
  // Bits 0 and 5 of KeyUsage: digitalSignature, keyCertSign; the last two bits are unused.
  const keyUsage = value(tag.bitString, Buffer.from([2, 0b1000_0100]));
  return sequence(
    extension(oid.basicConstraints, yes, sequence(yes)),
    extension(oid.keyUsage, yes, keyUsage),
    extension(oid.extendedKeyUsage, Buffer.alloc(0), sequence(objectId(oid.serverAuth))),
    extension(oid.subjectAltName, Buffer.alloc(0), sequence(...hosts.map(alternativeName))),
  );
}

function extension(id: string, critical: Buffer, content: Buffer): Buffer {
  return sequence(objectId(id), critical, value(tag.octetString, content));
}

function alternativeName(host: string): Buffer {
  if (isIP(host) === 0) return value(tag.dnsName, Buffer.from(host, 'ascii'));
  return value(tag.ipAddress, isIP(host) === 4 ? ipv4Bytes(host) : ipv6Bytes(host));
}

function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function ipv6Bytes(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  const groups = [...front, ...zeros, ...back];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function distinguishedName(commonName: string): Buffer {
  const attribute = sequence(objectId(oid.commonName), value(tag.utf8, Buffer.from(commonName)));
  return sequence(value(tag.set, attribute));
}

function time(epochMs: number): Buffer {
  const date = new Date(epochMs);
  const text = `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  // RFC 5280, section 4.1.2.5: two digits for the year up to 2049.
  if (date.getUTCFullYear() < 2050) return value(tag.utcTime, Buffer.from(text.slice(2), 'ascii'));
  return value(tag.generalizedTime, Buffer.from(text, 'ascii'));
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return value(tag.oid, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

/** Seven bits a byte, all but the last marked by the eighth. */
function base128(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function bits(content: Buffer): Buffer {
  return value(tag.bitString, Buffer.concat([Buffer.from([0]), content]));
}

function sequence(...parts: Buffer[]): Buffer {
  return value(tag.sequence, Buffer.concat(parts));
}

function value(tagByte: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tagByte, ...lengthBytes(content.length)]), content]);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
