import { z } from 'zod';
import { parseBounded, Unreadable } from '../verify/bounded-json.js';

/**
 * A wallet begins with `{}`, answers with its presentation, wrapped (VC-API 0.7) or bare (before that, and
 * Learner Credential Wallet by its link), and takes what it gets in the form that it spoke in.
 */
const message = z.union([
  z
    .object({ verifiablePresentation: z.record(z.string(), z.unknown()) })
    .transform(({ verifiablePresentation }) => ({
      presentation: verifiablePresentation,
      isBare: false,
    })),
  z
    .looseObject({ type: z.union([z.string(), z.array(z.string())]), proof: z.unknown() })
    .transform((presentation) => ({ presentation: presentation, isBare: true })),
  z.object({}).transform(() => ({ presentation: undefined, isBare: false })),
]);

const NOTHING = { presentation: undefined, isBare: false };

function parse(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  try {
    return parseBounded(new TextDecoder().decode(bytes));
  } catch (error) {
    // What is none is answered like a wallet that has said nothing yet: with what is asked of it.
    if (error instanceof Unreadable) return {};
    throw error;
  }
}

/** Reads what a wallet sent; no presentation where it sent none. */
export function readAnswer(body: Uint8Array): { presentation: unknown; isBare: boolean } {
  const parsed = message.safeParse(parse(body));
  return parsed.success ? parsed.data : NOTHING;
}
