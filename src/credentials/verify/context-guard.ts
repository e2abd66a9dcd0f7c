import { LIMITS } from './bounded-json.js';
import { knownContexts } from './contexts.js';
import { isObject } from './schema-check.js';

const MOST_TERMS = 64;

/** Why a context cannot be used: `unlisted`, or one of its own making that is too large or reaches out. */
export type ContextProblem =
  { readonly kind: 'unlisted'; readonly url: string } | { readonly kind: 'unfit' };

function isFitInline(context: Record<string, unknown>): boolean {
  if (Object.keys(context).length > MOST_TERMS || '@import' in context) return false;
  // A definition may bring a context of its own; those are found by the walk, so here only size counts.
  return JSON.stringify(context).length < 16_384;
}

function problemOf(context: unknown): ContextProblem | null {
  if (typeof context === 'string')
    return knownContexts.has(context) ? null : { kind: 'unlisted', url: context };
  if (context === null) return { kind: 'unfit' };
  return isObject(context) && isFitInline(context) ? null : { kind: 'unfit' };
}

/**
 * Looks at every `@context` anywhere in a document before JSON-LD does: known addresses and small contexts
 * of its own, nothing that has to be fetched.
 */
export function findContextProblem(value: unknown): ContextProblem | null {
  let seen = 0;
  const look = (part: unknown): ContextProblem | null => {
    if (typeof part !== 'object' || part === null) return null;
    for (const [key, member] of Object.entries(part)) {
      const contexts = key !== '@context' ? [] : Array.isArray(member) ? member : [member];
      for (const context of contexts) {
        if (++seen > LIMITS.contexts) return { kind: 'unfit' };
        const problem = problemOf(context);
        if (problem) return problem;
      }
      const inside = look(member);
      if (inside) return inside;
    }
    return null;
  };
  return look(value);
}
