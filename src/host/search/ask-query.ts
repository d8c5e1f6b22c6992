import * as vscode from 'vscode';
import { queryProblem, type TextQuery } from '../../search/text-matcher.js';

/** What the user asks for. The globs are as they were typed. */
export interface AskedQuery extends TextQuery {
  include: string;
  exclude: string;
}

/** A query before anything was asked. */
export const nothingAsked: AskedQuery = {
  text: '',
  isRegExp: false,
  isCaseSensitive: false,
  isWholeWord: false,
  include: '',
  exclude: '',
};

interface Step {
  prompt: (asked: AskedQuery) => string;
  placeholder: string;
  field: 'text' | 'include' | 'exclude';
  hasOptions?: boolean;
}

type Answer = { kind: 'next' | 'back'; asked: AskedQuery } | undefined;

/** Asks for a text and where to look for it, in three steps that begin with what was asked last. */
export async function askQuery(last: AskedQuery, where: string): Promise<AskedQuery | undefined> {
  const steps = allSteps();
  let asked = last;
  for (let at = 0; at < steps.length;) {
    const answer = await new StepBox({ steps, at, asked, where }).ask();
    if (answer === undefined) return undefined;
    asked = answer.asked;
    at += answer.kind === 'next' ? 1 : -1;
  }
  return asked;
}

function allSteps(): Step[] {
  return [
    {
      field: 'text',
      hasOptions: true,
      placeholder: vscode.l10n.t('Text to find'),
      prompt: optionWords,
    },
    {
      field: 'include',
      placeholder: '*.php, src/**, {css,js}',
      prompt: () => vscode.l10n.t('Files to include, as globs with commas; nothing for all'),
    },
    {
      field: 'exclude',
      placeholder: '*.min.js, cache',
      prompt: () =>
        vscode.l10n.t('Files to exclude, beside those of the setting ftpWorkspaces.search.exclude'),
    },
  ];
}

function optionWords({ isCaseSensitive, isWholeWord, isRegExp }: AskedQuery): string {
  const words = [
    isCaseSensitive ? vscode.l10n.t('match case') : vscode.l10n.t('any case'),
    ...(isWholeWord ? [vscode.l10n.t('whole words')] : []),
    ...(isRegExp ? [vscode.l10n.t('regular expression, line by line')] : []),
  ];
  return vscode.l10n.t('Finds: {0}. The buttons change that.', words.join(', '));
}

type Option = 'isCaseSensitive' | 'isWholeWord' | 'isRegExp';

interface OptionButton extends vscode.QuickInputButton {
  option: Option;
}

/** One step in a box of its own. */
class StepBox {
  readonly #box = vscode.window.createInputBox();
  readonly #step: Step;
  readonly #isFirst: boolean;
  #asked: AskedQuery;

  constructor(place: { steps: Step[]; at: number; asked: AskedQuery; where: string }) {
    const { steps, at, asked, where } = place;
    const step = steps[at];
    if (step === undefined) throw new RangeError('There is no such step');
    this.#step = step;
    this.#isFirst = at === 0;
    this.#asked = asked;
    this.#box.title = vscode.l10n.t('Find in {0}', where);
    this.#box.step = at + 1;
    this.#box.totalSteps = steps.length;
    this.#box.placeholder = step.placeholder;
    this.#box.ignoreFocusOut = true;
    this.#box.value = asked[step.field];
    this.#box.valueSelection = [0, asked[step.field].length];
    this.#draw();
  }

  async ask(): Promise<Answer> {
    const answer = await new Promise<Answer>((resolve) => {
      this.#box.onDidAccept(() => {
        if (this.#showProblem(true)) return;
        resolve({ kind: 'next', asked: this.#answer() });
      });
      this.#box.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) {
          resolve({ kind: 'back', asked: this.#answer() });
        } else this.#toggle(button);
      });
      this.#box.onDidChangeValue(() => this.#showProblem(false));
      this.#box.onDidHide(() => {
        resolve(undefined);
      });
      this.#box.show();
    });
    this.#box.dispose();
    return answer;
  }

  #answer(): AskedQuery {
    return { ...this.#asked, [this.#step.field]: this.#box.value };
  }

  #toggle(button: vscode.QuickInputButton): void {
    const { option } = button as OptionButton;
    this.#asked = { ...this.#asked, [option]: !this.#asked[option] };
    this.#draw();
    this.#showProblem(false);
  }

  /** An empty box is no problem until it is accepted. */
  #showProblem(isAccepted: boolean): boolean {
    const asked = this.#answer();
    const isChecked = this.#step.field === 'text' && (isAccepted || asked.text !== '');
    const problem = isChecked ? queryProblem(asked) : undefined;
    this.#box.validationMessage = problem;
    return problem !== undefined;
  }

  #draw(): void {
    this.#box.prompt = this.#step.prompt(this.#asked);
    const back = this.#isFirst ? [] : [vscode.QuickInputButtons.Back];
    this.#box.buttons = [...back, ...(this.#step.hasOptions === true ? this.#options() : [])];
  }

  #options(): OptionButton[] {
    const buttons: [Option, string, string][] = [
      ['isCaseSensitive', 'case-sensitive', vscode.l10n.t('Match Case')],
      ['isWholeWord', 'whole-word', vscode.l10n.t('Match Whole Word')],
      ['isRegExp', 'regex', vscode.l10n.t('Use Regular Expression')],
    ];
    return buttons.map(([option, icon, name]) => {
      const isOn = this.#asked[option];
      return {
        option,
        iconPath: new vscode.ThemeIcon(icon),
        tooltip: isOn ? vscode.l10n.t('{0} (on)', name) : vscode.l10n.t('{0} (off)', name),
      };
    });
  }
}
