import { z } from 'zod';
import { parseBounded, Unreadable } from '../verify/bounded-json.js';

/**
 * A wallet begins with `{}`, answers with its presentation, wrapped (VC-API 0.7) or bare (earlier, and Learner
 * Credential Wallet by its link), and gets the badge in the same form.
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
    // A body that cannot be read counts as empty: the answer is the request for a presentation.
    if (error instanceof Unreadable) return {};
    throw error;
  }
}

/** Reads what a wallet sent; `presentation` is absent where it sent none. */
export function readAnswer(body: Uint8Array): { presentation: unknown; isBare: boolean } {
  const parsed = message.safeParse(parse(body));
  return parsed.success ? parsed.data : NOTHING;
}
