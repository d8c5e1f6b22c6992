import { type Connection } from '../../remote/connection.js';
import { withTrust } from '../../remote/connection-settings.js';
import { type ConnectionQuestions } from './connection-questions.js';
import { type ConnectionStore } from './connection-store.js';

/** Shows why a connection's server is not believed; true where its certificate is trusted now. */
export async function showCertificate(
  { name, profile, error }: Connection,
  { store, questions }: { store: ConnectionStore; questions: ConnectionQuestions },
): Promise<boolean> {
  const certificate = error?.certificate;
  if (certificate === undefined) return false;
  const hasChanged = profile.trustedFingerprint !== undefined;
  const asked = { host: profile.host, certificate, hasChanged };
  if (!(await questions.trustCertificate(asked))) return false;
  await store.write(name, withTrust(store.all()[name], certificate.fingerprint));
  return true;
}
