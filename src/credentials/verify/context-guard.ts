import { LIMITS } from './bounded-json.js';
import { knownContexts } from './contexts.js';

/** Why a context cannot be used: `unlisted`, or not an address at all. */
export type ContextProblem =
  { readonly kind: 'unlisted'; readonly url: string } | { readonly kind: 'unfit' };

/**
 * A context written into the document itself is refused: it says what words mean, no signature covers it, and
 * whoever passes a badge on could put one in.
 */
function problemOf(context: unknown): ContextProblem | null {
  if (typeof context !== 'string') return { kind: 'unfit' };
  return knownContexts.has(context) ? null : { kind: 'unlisted', url: context };
}

/**
 * Looks at every `@context` anywhere in a document before JSON-LD does: known addresses, nothing that has to
 * be fetched.
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
