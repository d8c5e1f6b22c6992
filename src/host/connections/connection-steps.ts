import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import {
  type ConnectionDraft,
  type DataModeChoice,
  type SecurityChoice,
  withAddress,
} from '../../remote/connection-draft.js';
import { parseAddress } from '../../remote/parse-address.js';
import { isSameConnection } from '../../remote/same-connection.js';
import { type Choice, type Step } from '../ask-in-steps.js';

interface StepSources {
  /** Names that are connections already. */
  taken: readonly string[];
  isNew: boolean;
  nameProblem: (name: string) => string | undefined;
}

type DraftStep = Step<ConnectionDraft>;

/** The questions about a connection, with what is known filled in. */
export function connectionSteps(sources: StepSources): DraftStep[] {
  const { isNew } = sources;
  return [
    addressStep(sources),
    userStep(),
    passwordStep(isNew),
    securityStep(),
    ...(isNew ? [] : [dataModeStep()]),
    rootStep(),
    ...(isNew ? [nameStep(sources)] : []),
  ];
}

const isUntold =
  (what: ConnectionDraft['told'][number]) =>
  ({ told }: ConnectionDraft): boolean =>
    !told.includes(what);

function addressStep({ taken }: StepSources): DraftStep {
  return {
    kind: 'text',
    prompt: () => vscode.l10n.t('The server, as a host name or an address'),
    placeholder: 'ftp://user@ftp.example.com:21/htdocs',
    value: ({ address }) => address,
    problem: (text) => problemOf(() => parseAddress(text)),
    take: (draft, text) => withAddress(draft, text, taken),
  };
}

function userStep(): DraftStep {
  return {
    kind: 'text',
    isAsked: isUntold('user'),
    prompt: () => vscode.l10n.t('The user to log in as'),
    value: ({ user }) => user,
    problem: (text) => (text === '' ? vscode.l10n.t('A user name is needed') : undefined),
    take: (draft, user) => ({ ...draft, user }),
  };
}

function passwordStep(isNew: boolean): DraftStep {
  return {
    kind: 'text',
    isPassword: true,
    isAsked: (draft) => isUntold('password')(draft) && draft.user !== 'anonymous',
    prompt: ({ user }) =>
      isNew
        ? vscode.l10n.t('The password of {0}, kept in the secret storage', user)
        : vscode.l10n.t('The password of {0}; nothing for the one that is saved', user),
    value: ({ password }) => password,
    take: (draft, password) => ({ ...draft, password }),
  };
}

function securityStep(): DraftStep {
  return {
    kind: 'pick',
    isAsked: isUntold('security'),
    placeholder: vscode.l10n.t('Whether the connection is encrypted'),
    items: securityChoices,
    value: ({ security }) => security,
    take: (draft, id) => ({ ...draft, security: id as SecurityChoice }),
  };
}

function securityChoices(): readonly (Choice & { id: SecurityChoice })[] {
  return [
    {
      id: 'find-out',
      label: vscode.l10n.t('Find Out'),
      description: vscode.l10n.t('the safest that the server offers'),
    },
    {
      id: 'explicit',
      label: vscode.l10n.t('TLS'),
      description: vscode.l10n.t('encrypted, on the usual port (explicit)'),
    },
    {
      id: 'implicit',
      label: vscode.l10n.t('Implicit TLS'),
      description: vscode.l10n.t('encrypted from the first byte, usually on port 990'),
    },
    {
      id: 'explicit-if-available',
      label: vscode.l10n.t('TLS if available'),
      description: vscode.l10n.t('encrypted where the server can'),
    },
    {
      id: 'none',
      label: vscode.l10n.t('No encryption'),
      description: vscode.l10n.t('passwords and files can be read on the way'),
    },
  ];
}

function dataModeStep(): DraftStep {
  const items = (): readonly (Choice & { id: DataModeChoice })[] => [
    {
      id: 'passive',
      label: vscode.l10n.t('Passive'),
      description: vscode.l10n.t('we dial the server'),
    },
    {
      id: 'active',
      label: vscode.l10n.t('Active'),
      description: vscode.l10n.t('the server dials this machine'),
    },
    {
      id: 'auto',
      label: vscode.l10n.t('Automatic'),
      description: vscode.l10n.t('passive, and active where that does not work'),
    },
  ];
  return {
    kind: 'pick',
    placeholder: vscode.l10n.t('Who opens the connections for listings and files'),
    items,
    value: ({ dataMode }) => dataMode,
    take: (draft, id) => ({ ...draft, dataMode: id as DataModeChoice }),
  };
}

function rootStep(): DraftStep {
  return {
    kind: 'text',
    isAsked: isUntold('root'),
    prompt: () =>
      vscode.l10n.t('The remote folder to show as the top; nothing for the login folder'),
    placeholder: '/htdocs',
    value: ({ root }) => root,
    take: (draft, root) => ({ ...draft, root: root.trim() }),
  };
}

function nameStep({ taken, nameProblem }: StepSources): DraftStep {
  return {
    kind: 'text',
    prompt: () => vscode.l10n.t("The connection's name"),
    value: ({ name }) => name,
    problem: (name) =>
      taken.some((one) => isSameConnection(one, name))
        ? vscode.l10n.t('There is a connection "{0}" already', name)
        : nameProblem(name),
    take: (draft, name) => ({ ...draft, name }),
  };
}

function problemOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error.message;
    throw error;
  }
}
