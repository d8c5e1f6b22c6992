import * as vscode from 'vscode';

/** One question of several about the same thing, which is `T` as far as it is known. */
export type Step<T> = TextStep<T> | PickStep<T>;

interface AnyStep<T> {
  /** Whether it is asked at all, as far as is known now. Default: it is. */
  isAsked?: (known: T) => boolean;
}

interface TextStep<T> extends AnyStep<T> {
  kind: 'text';
  prompt: (known: T) => string;
  placeholder?: string;
  isPassword?: boolean;
  value: (known: T) => string;
  /** What is wrong with a text; undefined where nothing is. */
  problem?: (text: string, known: T) => string | undefined;
  take: (known: T, text: string) => T;
}

interface PickStep<T> extends AnyStep<T> {
  kind: 'pick';
  placeholder: string;
  items: (known: T) => readonly Choice[];
  /** The id of the one that Enter takes. */
  value: (known: T) => string;
  take: (known: T, id: string) => T;
}

/** An answer to choose; `id` is what the step makes of it. */
export interface Choice extends vscode.QuickPickItem {
  id: string;
}

/** A button in every step that ends the questions and does something else. */
export interface Escape {
  icon: string;
  tooltip: string;
  run: () => unknown;
}

/** Questions that are asked one after the other under one title. */
export interface Questionnaire<T> {
  title: string;
  steps: readonly Step<T>[];
  escape?: Escape;
}

type Answer<T> = { known: T } | 'back' | 'ended';

/** Asks one step after the other, with a way back; undefined where the user gave up. */
export async function askInSteps<T>(
  { title, steps, escape }: Questionnaire<T>,
  begin: T,
): Promise<T | undefined> {
  let known = begin;
  const passed: number[] = [];
  for (let at = nextStep(steps, known, 0); at < steps.length;) {
    const step = steps[at];
    if (step === undefined) break;
    const asked = steps.filter((one) => one.isAsked?.(known) ?? true);
    const frame = { title, step: asked.indexOf(step) + 1, totalSteps: asked.length, escape };
    const answer = await askStep(step, known, { ...frame, hasBack: passed.length > 0 });
    if (answer === 'ended') return undefined;
    if (answer === 'back') {
      at = passed.pop() ?? 0;
      continue;
    }
    ({ known } = answer);
    passed.push(at);
    at = nextStep(steps, known, at + 1);
  }
  return known;
}

function nextStep<T>(steps: readonly Step<T>[], known: T, from: number): number {
  const next = steps.findIndex((step, at) => at >= from && (step.isAsked?.(known) ?? true));
  return next === -1 ? steps.length : next;
}

interface Frame {
  title: string;
  step: number;
  totalSteps: number;
  hasBack: boolean;
  escape: Escape | undefined;
}

function askStep<T>(step: Step<T>, known: T, frame: Frame): Promise<Answer<T>> {
  return step.kind === 'text' ? askText(step, known, frame) : askPick(step, known, frame);
}

function askText<T>(step: TextStep<T>, known: T, frame: Frame): Promise<Answer<T>> {
  const input = vscode.window.createInputBox();
  input.prompt = step.prompt(known);
  input.placeholder = step.placeholder ?? '';
  input.password = step.isPassword ?? false;
  input.value = step.value(known);
  const check = (): string | undefined => {
    const problem = step.problem?.(input.value, known);
    input.validationMessage = problem;
    return problem;
  };
  const changes = input.onDidChangeValue(check);
  return show(input, frame, () =>
    check() === undefined ? { known: step.take(known, input.value) } : undefined,
  ).finally(() => {
    changes.dispose();
  });
}

function askPick<T>(step: PickStep<T>, known: T, frame: Frame): Promise<Answer<T>> {
  const input = vscode.window.createQuickPick<Choice>();
  input.placeholder = step.placeholder;
  input.items = step.items(known);
  input.activeItems = input.items.filter(({ id }) => id === step.value(known));
  return show(input, frame, () => {
    const [chosen] = input.selectedItems;
    return chosen && { known: step.take(known, chosen.id) };
  });
}

interface StepInput extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidAccept: vscode.Event<void>;
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

/** Shows it until it is answered, left or closed; `answer` is undefined where it is none yet. */
async function show<T>(
  input: StepInput,
  { title, step, totalSteps, hasBack, escape }: Frame,
  answer: () => { known: T } | undefined,
): Promise<Answer<T>> {
  Object.assign(input, { title, step, totalSteps, ignoreFocusOut: true });
  const button = escape && { iconPath: new vscode.ThemeIcon(escape.icon), tooltip: escape.tooltip };
  input.buttons = [
    ...(hasBack ? [vscode.QuickInputButtons.Back] : []),
    ...(button === undefined ? [] : [button]),
  ];
  try {
    return await new Promise<Answer<T>>((resolve) => {
      input.onDidAccept(() => {
        const given = answer();
        if (given !== undefined) resolve(given);
      });
      input.onDidTriggerButton((pressed) => {
        resolve(pressed === vscode.QuickInputButtons.Back ? 'back' : 'ended');
        if (pressed === button) escape?.run();
      });
      input.onDidHide(() => {
        resolve('ended');
      });
      input.show();
    });
  } finally {
    input.dispose();
  }
}
