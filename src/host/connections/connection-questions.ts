import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { type RemoteError, type UntrustedCertificate } from '../../base/remote-error.js';
import { withoutLinks } from '../../base/without-links.js';
import { confirm } from '../confirm.js';

/** A certificate that somebody has to decide about. */
interface CertificateCase {
  host: string;
  certificate: UntrustedCertificate;
  /** Another certificate of this host was trusted before. */
  hasChanged: boolean;
}

/** What is asked about connections. */
export interface ConnectionQuestions {
  /** Whether this certificate is to be trusted from now on. */
  trustCertificate(asked: CertificateCase): Promise<boolean>;
  /** Whether a password may go unencrypted to a public address. */
  allowClearText(host: string, address: string): Promise<boolean>;
  /** Whether the server may dial this machine. */
  allowActive(host: string, failure: RemoteError): Promise<boolean>;
  /** What becomes of a new connection whose test has failed. */
  afterFailure(name: string, failure: RemoteError): Promise<'save' | 'change' | 'drop'>;
  removeConnection(name: string): Promise<boolean>;
  /** Whether a link from outside may lead to this place. */
  openLink(link: { host: string; user: string; path: string }): Promise<boolean>;
}

/** Asks in modal dialogs. */
export function connectionDialogs(): ConnectionQuestions {
  const { l10n } = vscode;
  return {
    trustCertificate: askTrust,
    allowClearText: (host, address) =>
      confirm(l10n.t('Log In Unencrypted'), {
        text: l10n.t('{0} offers no encryption.', host),
        detail: l10n.t(
          'The password and all files would go over the network in clear text, to {0}. Everybody on the way can read and change them.',
          address,
        ),
        no: l10n.t('Do Not Log In'),
      }),
    allowActive: (host, failure) =>
      confirm(l10n.t('Try Active Mode'), {
        text: l10n.t('Passive mode does not work with {0}. Try active mode?', host),
        detail: l10n.t(
          '{0}\n\nIn active mode this machine opens a port for each transfer, and the server dials it. Only the server is let in.',
          describeError(failure),
        ),
      }),
    afterFailure: askAfterFailure,
    removeConnection: (name) =>
      confirm(l10n.t('Remove'), {
        text: l10n.t('Remove the connection "{0}"?', name),
        detail: l10n.t(
          'Its settings and its saved password are removed. Nothing on the server changes.',
        ),
      }),
    openLink: ({ host, user, path }) =>
      confirm(l10n.t('Continue'), {
        text: l10n.t('A link wants to open a folder of the FTP server {0}.', host),
        detail: l10n.t(
          'Host: {0}\nUser: {1}\nFolder: {2}\n\nNothing was sent to the server so far. Continue only where you trust the link.',
          host,
          user,
          path,
        ),
      }),
  };
}

function askTrust(asked: CertificateCase): Promise<boolean> {
  const { l10n } = vscode;
  return confirm(l10n.t('Trust This Certificate'), {
    text: l10n.t('The certificate of {0} cannot be verified.', asked.host),
    detail: certificateText(asked),
    no: l10n.t('Do Not Trust'),
  });
}

/** What a person needs to know to recognize a certificate. */
function certificateText({ certificate, hasChanged }: CertificateCase): string {
  const { subject, issuer, validTo, fingerprint, reason } = certificate;
  const { l10n } = vscode;
  const unknown = l10n.t('(not told)');
  const until = validTo === undefined ? unknown : new Date(validTo).toLocaleString();
  return [
    ...(hasChanged ? [l10n.t('It is not the certificate that you trusted before.'), ''] : []),
    l10n.t('Reason: {0}', reason),
    l10n.t('For: {0}', subject ?? unknown),
    l10n.t('Signed by: {0}', issuer ?? unknown),
    l10n.t('Valid until: {0}', until),
    l10n.t('SHA-256: {0}', fingerprint),
    '',
    l10n.t('Compare the fingerprint with what the administrator of the server tells you.'),
  ].join('\n');
}

async function askAfterFailure(
  name: string,
  failure: RemoteError,
): Promise<'save' | 'change' | 'drop'> {
  const { l10n } = vscode;
  const [change, save] = [l10n.t('Change…'), l10n.t('Save Anyway')];
  const chosen = await vscode.window.showWarningMessage(
    withoutLinks(l10n.t('The connection "{0}" does not work yet.', name)),
    { modal: true, detail: describeError(failure) },
    change,
    save,
  );
  if (chosen === change) return 'change';
  return chosen === save ? 'save' : 'drop';
}
