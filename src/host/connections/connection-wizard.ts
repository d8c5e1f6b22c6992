import * as vscode from 'vscode';
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { type Explored, type Judge } from '../../diagnosis/explore.js';
import { type TraceEvent } from '../../ftp/index.js';
import { nameProblem } from '../../remote/connection-registry.js';
import {
  type ConnectionDraft,
  draftOf,
  emptyDraft,
  profileOf,
  withAddress,
} from '../../remote/connection-draft.js';
import { type Credentials, prepareLogin } from '../../remote/login-options.js';
import { type ConnectionProfile, parseProfile } from '../../remote/profile.js';
import { askInSteps, type Escape } from '../ask-in-steps.js';
import { type ConnectionQuestions } from './connection-questions.js';
import { type ConnectionStore } from './connection-store.js';
import { connectionSteps } from './connection-steps.js';
import { type SecretPasswords } from './secret-passwords.js';

/** What the wizard works with. */
export interface WizardSources {
  store: ConnectionStore;
  passwords: SecretPasswords;
  questions: ConnectionQuestions;
  trace: (name: string, event: TraceEvent) => void;
}

/** One run of questions. */
interface Run {
  title: string;
  draft: ConnectionDraft;
  /** False: its name stays, and it is found where it is. */
  isNew: boolean;
  escape?: Escape;
  save: (name: string, profile: ConnectionProfile) => Promise<void>;
}

/** Asks for a connection, tries it, and writes it down. */
export class ConnectionWizard {
  readonly #sources: WizardSources;

  constructor(sources: WizardSources) {
    this.#sources = sources;
  }

  /** A new connection in the user's settings; its name, or undefined where the user gave up. */
  add(address?: string): Promise<string | undefined> {
    const { store } = this.#sources;
    return this.#run({
      title: vscode.l10n.t('Add Connection'),
      draft: address === undefined ? emptyDraft() : this.#draftFor(address),
      isNew: true,
      save: (name, profile) => store.writeTo('user', name, profile),
    });
  }

  /** A connection that stands in no settings; asks for nothing that the address tells. */
  async addTemporary(address: string): Promise<string | undefined> {
    const { store } = this.#sources;
    return this.#finish({
      title: vscode.l10n.t('Connect to URL'),
      draft: this.#draftFor(address),
      isNew: true,
      save: (name, profile) => store.writeTemporary(name, profile),
    });
  }

  /** Changes a connection where it stands. */
  edit(name: string, escape: Escape): Promise<string | undefined> {
    const { store } = this.#sources;
    const profile = parseProfile(name, store.all()[name]);
    return this.#run({
      title: vscode.l10n.t('Edit {0}', name),
      draft: draftOf(name, profile),
      isNew: false,
      escape,
      save: (same, changed) => store.write(same, changed),
    });
  }

  #draftFor(address: string): ConnectionDraft {
    return withAddress(emptyDraft(), address, Object.keys(this.#sources.store.all()));
  }

  async #run(run: Run): Promise<string | undefined> {
    const taken = Object.keys(this.#sources.store.all());
    const steps = connectionSteps({ taken, isNew: run.isNew, nameProblem });
    const { title, escape } = run;
    const questionnaire = { title, steps, ...(escape !== undefined && { escape }) };
    const draft = await askInSteps(questionnaire, run.draft);
    return draft && this.#finish({ ...run, draft });
  }

  /** Tries what was answered; where it fails the user says what becomes of it. */
  async #finish(run: Run): Promise<string | undefined> {
    const { draft } = run;
    try {
      const found = await this.#try(draft);
      return await this.#save(run, found);
    } catch (error) {
      if (!isRemoteError(error)) throw error;
      switch (await this.#sources.questions.afterFailure(draft.name, error)) {
        case 'change':
          return this.#run({ ...run, draft: { ...draft, told: [] } });
        case 'save':
          return this.#save(run, untried(draft));
        case 'drop':
          return undefined;
      }
    }
  }

  async #save(run: Run, found: Partial<ConnectionProfile>): Promise<string> {
    const { name, password } = run.draft;
    const profile = profileOf(run.draft, found);
    if (password !== '') await this.#sources.passwords.save(profile, password);
    await run.save(name, profile);
    return name;
  }

  async #try(draft: ConnectionDraft): Promise<Explored> {
    const { name, security, dataMode } = draft;
    const profile = profileOf(draft, {});
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Testing {0}…', profile.host),
        cancellable: true,
      },
      async (_, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => {
          stop.abort(new RemoteError('aborted', vscode.l10n.t('The test was cancelled')));
        });
        const credentials = this.#credentialsFor(draft);
        const { options, given } = await prepareLogin({ name, profile }, credentials, stop.signal);
        const trace = (event: TraceEvent): void => {
          this.#sources.trace(name, event);
        };
        const asked = { ...options, trace };
        if (security === 'find-out') delete asked.security;
        // Passive is what is tried first anyway; only what was chosen on purpose binds.
        if (dataMode === 'passive') delete asked.dataMode;
        const wanted = { options: asked, root: profile.root };
        const { explore } = await import('../../diagnosis/explore.js');
        const found = await explore(wanted, this.#judgeFor(profile), stop.signal);
        await this.#keep(given, { ...profile, ...found });
        return found;
      },
    );
  }

  /** Keeps the secrets that have just worked, under what the connection turned out to be. */
  async #keep(
    given: Awaited<ReturnType<typeof prepareLogin>>['given'],
    profile: ConnectionProfile,
  ): Promise<void> {
    const { passwords } = this.#sources;
    for (const { secret, value } of given) {
      if (secret.kind === 'password') await passwords.save(profile, value);
      else await passwords.accepted(secret, value);
    }
  }

  #credentialsFor({ password }: ConnectionDraft): Credentials {
    const { passwords } = this.#sources;
    return {
      ask: (secret, signal) =>
        secret.kind === 'password' && password !== ''
          ? Promise.resolve(password)
          : passwords.ask(secret, signal),
      accepted: () => Promise.resolve(),
      refused: () => Promise.resolve(),
    };
  }

  #judgeFor({ host, trustedFingerprint }: ConnectionProfile): Judge {
    const { questions } = this.#sources;
    const hasChanged = trustedFingerprint !== undefined;
    return {
      trust: (certificate) => questions.trustCertificate({ host, certificate, hasChanged }),
      allowClearText: (address) => questions.allowClearText(host, address),
      allowActive: (failure) => questions.allowActive(host, failure),
    };
  }
}

/** What could not be found out is taken to be safe. */
function untried({ security }: ConnectionDraft): Partial<ConnectionProfile> {
  return { security: security === 'find-out' ? 'explicit' : security };
}
