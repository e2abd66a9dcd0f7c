import path from 'node:path';
import { readCatalogue } from './catalogue.js';
import type { QueryShape } from './shape.js';

const ROOMS = path.resolve(import.meta.dirname, '../../../src');

/** Where something is asked, told only where somebody wants to know: to write a stack takes long, to keep one does not. */
export interface Place {
  readonly stack?: string;
}

/** @param frames how far away the room's line may be: each costs time, in every query of every test */
export function placeHere(frames: number): Place {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = frames;
  const place: Place = {};
  Error.captureStackTrace(place, placeHere);
  Error.stackTraceLimit = before;
  return place;
}

/** What reads every document of a store on purpose, looks whether there is one, or asks a collection that has one at most. */
const WHOLE_STORE = /^src\/(backup\/|store\/(snapshot|hold)\.ts)/;

/** The nearest line of a room's file in a stack, such as `src/rules/rule-store.ts:54:13`; null where a test asks, not a room. */
function roomOf(stack: string): string | null {
  for (const line of stack.split('\n')) {
    const at = line.indexOf(ROOMS);
    if (at === -1 || /\.test\.ts|\/testing(?:\.ts|\/)|\/src\/embedded\//.test(line)) continue;
    const file = path.relative(path.dirname(ROOMS), line.slice(at).replace(/\)$/, ''));
    return WHOLE_STORE.test(file) ? null : file;
  }
  return null;
}

const known = new Set(readCatalogue());
const missing = new Map<string, string>();

/** Takes a query out of what is known, for a test of the watching; what comes back puts it in again. */
export function forget(shape: QueryShape): () => void {
  const text = JSON.stringify(shape);
  if (!known.delete(text)) throw new Error(`not in the catalogue: ${text}`);
  return () => void known.add(text);
}

export const isKnown = (shape: QueryShape): boolean => known.has(JSON.stringify(shape));

/**
 * Notes a query, if the catalogue does not hold it and a room asks it.
 * @param isNotedBefore whether what lies on the stack notes it too
 */
export function noteQuery(
  shape: QueryShape,
  place: Place | undefined,
  isNotedBefore: (stack: string) => boolean = () => false,
): void {
  const text = JSON.stringify(shape);
  if (known.has(text) || missing.has(text)) return;
  const stack = place?.stack ?? '';
  const room = isNotedBefore(stack) ? null : roomOf(stack);
  if (room !== null) missing.set(text, room);
}

/** What rooms have asked since this was last called, and the catalogue does not hold, each with where. */
export function takeMissing(): ReadonlyMap<string, string> {
  const taken = new Map(missing);
  // The next test file of this process tells of its own.
  missing.clear();
  return taken;
}
