import { omitUndefined } from '../../base/index.js';
import type { TaskContext } from '../../workers/index.js';
import { verify, type Verification, type VerifyEnvironment } from '../verify/index.js';
import { documentsFrom } from '../documents/documents-for-tasks.js';
import { compareWithIssuer } from './compare-with-issuer.js';
import { readRequest, type RequestBody, type VerifyInput } from './read-request.js';

export interface VerifyOrder {
  readonly from: VerifyInput | RequestBody;
  /** The current time, for all checks. */
  readonly now: Date;
  readonly contexts: Pick<VerifyEnvironment, 'contextHosts' | 'allowsOwnContexts'>;
}

/** An endorsement that was kept as a text: a token, or JSON that was within its limits when it was taken. */
const readKept = (text: string): unknown =>
  text.startsWith('{') ? (JSON.parse(text) as unknown) : text;

/**
 * Verifies what a stranger sent, in a worker process. It calls `fetchText`, `fetchBadge`, `recognise`,
 * `findNamesake` and `findEndorsements` in the main process.
 * @throws InvalidInput, UpstreamFailed for a request that contains or names no badge
 */
export async function run(
  { from, now, contexts }: VerifyOrder,
  { call }: TaskContext,
): Promise<Verification> {
  const fetchBadge = (url: string) => call('fetchBadge', url) as Promise<string | Uint8Array>;
  const { input, email, compare } = 'bytes' in from ? await readRequest(from, fetchBadge) : from;
  const environment: VerifyEnvironment = omitUndefined({
    ...documentsFrom(call),
    ...contexts,
    now: () => now,
    recognise: (issuerId: string) => call('recognise', issuerId) as Promise<string | null>,
    findNamesake: (name: string) => call('findNamesake', name) as Promise<string | null>,
    findEndorsements: async (achievementId: string) => {
      const found = (await call('findEndorsements', achievementId)) as readonly string[];
      return found.map(readKept);
    },
    email,
  });
  const found = await verify(input, environment);
  if (compare !== true) return found;
  return { ...found, compared: await compareWithIssuer(found, { fetchBadge, environment }) };
}
