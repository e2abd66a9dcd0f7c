import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One view as it was once drawn: by which test, and from what. */
export interface ViewState {
  readonly view: string;
  /** What the test was about, in its words. */
  readonly name: string;
  /** A page of the application, or mail in its two forms. */
  readonly kind: 'page' | 'text';
  readonly model: Record<string, unknown>;
  /** What the page had around its model: a session's forms, a frame, a way back. */
  readonly around: { readonly session: boolean; readonly frame: boolean; readonly back: boolean };
}

const FILE = path.join(import.meta.dirname, 'states.jsonl');

/** Dates survive JSON under this name. */
const DATE = '$date';

/** Dates become `{"$date": …}` before `JSON.stringify` makes texts of them. */
function withDates(value: unknown): unknown {
  if (value instanceof Date) return { [DATE]: value.toISOString() };
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withDates(each)]));
}

function revive(_key: string, value: unknown): unknown {
  const date = (value as { [DATE]?: unknown } | null)?.[DATE];
  return typeof date === 'string' ? new Date(date) : value;
}

const writeState = (state: ViewState): string => JSON.stringify(withDates(state));

/** A state as it is now, without what only a program could draw (functions). */
export const copyState = (state: ViewState): ViewState =>
  JSON.parse(writeState(state), revive) as ViewState;

export function readStates(): ViewState[] {
  if (!existsSync(FILE)) return [];
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line, revive) as ViewState);
}

/** A word of the program, such as a state or the kind of a notice, and no text for people. */
const isWord = (value: string) => /^[a-z][a-zA-Z-]{1,24}$/.test(value);

function collect(value: unknown, at: string, traits: Set<string>): void {
  if (Array.isArray(value)) {
    traits.add(`${at}[]=${value.length === 0 ? 'none' : value.length === 1 ? 'one' : 'some'}`);
    for (const each of value) collect(each, `${at}[]`, traits);
    return;
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const [key, each] of Object.entries(value)) collect(each, `${at}.${key}`, traits);
    return;
  }
  if (value === undefined) return;
  traits.add(`${at}=${value ? 'yes' : 'no'}`);
  if (typeof value === 'string' && isWord(value)) traits.add(`${at}=${value}`);
}

/** Names of fields that hold what a test or a platform made up: no state of a view. */
const MADE_UP = /values|errors|token|csrf|id$/i;

/**
 * What tells a state of a view from another: what is there and what is not, how many rows a list has, and which word of
 * the program stands somewhere.
 */
export function traitsOf({ model, around }: Pick<ViewState, 'model' | 'around'>): Set<string> {
  const traits = new Set<string>();
  for (const [key, value] of Object.entries(model)) collect(value, key, traits);
  collect(around, 'around', traits);
  return new Set([...traits].filter((trait) => !MADE_UP.test(trait) || /errors/.test(trait)));
}

/** Those of some states that show of their view what none before them shows. */
export function withoutRepeats(states: readonly ViewState[]): ViewState[] {
  const seen = new Map<string, Set<string>>();
  return states.filter((state) => {
    const what = `${state.kind} ${state.view}`;
    const known = seen.get(what) ?? new Set();
    seen.set(what, known);
    const fresh = [...traitsOf(state)].filter((trait) => !known.has(trait));
    for (const trait of fresh) known.add(trait);
    return fresh.length > 0 || known.size === 0;
  });
}

/** Keeps these states but for those that show nothing new. */
export function writeStates(states: readonly ViewState[]): void {
  const inOrder = states.toSorted(
    (a, b) => a.view.localeCompare(b.view) || a.name.localeCompare(b.name),
  );
  const lines = withoutRepeats(inOrder).map(writeState);
  writeFileSync(FILE, `${lines.join('\n')}\n`);
}
