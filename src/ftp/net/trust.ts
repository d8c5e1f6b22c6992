// Whether a server's certificate is believed. Chain, name and age are judged by Node.js; a
// certificate that the user trusts by its fingerprint is believed whatever they say.
import { type ConnectionOptions, type PeerCertificate, type TLSSocket } from 'node:tls';
import { RemoteError, type UntrustedCertificate } from '../../base/remote-error.js';

/** The options of `tls.connect` with the certificates that are trusted by themselves. */
export interface TrustOptions extends ConnectionOptions {
  /** SHA-256, as Node.js writes it. */
  trusted?: readonly string[];
}

/** Fingerprints in one form, upper case with colons; kind `unsupported` for what is none. */
export function fingerprintsOf(told: string | readonly string[] = []): string[] {
  return (typeof told === 'string' ? [told] : told).map((one) => {
    const digits = one.replaceAll(/[:\s]/g, '').toUpperCase();
    if (/^[0-9A-F]{64}$/.test(digits)) return (digits.match(/../g) ?? []).join(':');
    throw new RemoteError('unsupported', `"${one.slice(0, 100)}" is no SHA-256 fingerprint`, {
      hint: 'It has 64 hex digits, with or without colons.',
    });
  });
}

/** The SHA-256 of the certificate at the other end; undefined where it showed none. */
export function fingerprintOf(socket: TLSSocket): string | undefined {
  return tryCertificateOf(socket)?.fingerprint256;
}

/** Why the other end is not believed: an error of kind `tls` that carries its certificate. */
export function distrustOf(socket: TLSSocket, options: TrustOptions): RemoteError | undefined {
  // Only who was believed has given a session to resume.
  const isProven = socket.authorized || socket.isSessionReused();
  if (isProven || options.rejectUnauthorized === false) return undefined;
  const fingerprint = fingerprintOf(socket);
  if (fingerprint !== undefined && options.trusted?.includes(fingerprint) === true) {
    return undefined;
  }
  // Whatever its type says: it is the code of the failure.
  const code = String(socket.authorizationError);
  const certificate = described(tryCertificateOf(socket), reasonOf(code, socket, options));
  const { reason } = certificate;
  const text = `The server's certificate is not trusted: ${reason} (${code})`;
  return new RemoteError('tls', text, {
    hint: 'Where it surely is your server, trust this certificate by its fingerprint.',
    ...(certificate.fingerprint !== '' && { certificate }),
  });
}

const reasons: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not known here, or the server leaves it out',
  CERT_REVOKED: 'it was revoked',
};

function reasonOf(code: string, socket: TLSSocket, { host = '' }: TrustOptions): string {
  const {
    valid_to: end = '?',
    valid_from: begin = '?',
    ...certificate
  } = {
    ...tryCertificateOf(socket),
  };
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `it ended on ${end}`;
    case 'CERT_NOT_YET_VALID':
      return `it begins on ${begin} only`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `it is for ${namesOf(certificate)}, not for ${host}`;
    default:
      return reasons[code] ?? 'it cannot be verified';
  }
}

function namesOf({ subjectaltname, subject }: Partial<PeerCertificate>): string {
  const names = subjectaltname?.replaceAll(/(DNS|IP Address):/g, '');
  return names ?? textOf(subject?.CN) ?? 'nobody';
}

const textOf = (name: string | string[] | undefined): string | undefined =>
  typeof name === 'string' ? name : name?.join(', ');

function described(certificate: PeerCertificate | undefined, reason: string): UntrustedCertificate {
  const subject = textOf(certificate?.subject.CN);
  const issuer = textOf(certificate?.issuer.CN);
  const validTo = Date.parse(certificate?.valid_to ?? '');
  return {
    fingerprint: certificate?.fingerprint256 ?? '',
    ...(subject !== undefined && { subject }),
    ...(issuer !== undefined && { issuer }),
    ...(Number.isFinite(validTo) && { validTo }),
    reason,
  };
}

/** Node.js answers an empty object, or nothing, where there is none. */
function tryCertificateOf(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerCertificate() as Partial<PeerCertificate> | null;
  const isThere = certificate?.fingerprint256 !== undefined;
  return isThere ? (certificate as PeerCertificate) : undefined;
}
