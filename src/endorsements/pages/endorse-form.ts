import { z } from 'zod';
import { omitUndefined, randomId } from '../../base/index.js';
import { placeOf, readHost } from '../../credentials/index.js';
import type { Translate } from '../../web/index.js';
import { MOST_COMMENT, type EndorsementDraft } from '../model/invitation.js';

/** After how many months an endorsement may expire. */
export const MONTHS = [0, 12, 24, 36] as const;

/** What an endorser writes, before it is read. */
export const writtenForm = z.object({
  name: z.string().trim().min(1).max(120),
  domain: z.string().trim().min(1).max(1_000),
  comment: z
    .string()
    .trim()
    .max(MOST_COMMENT)
    .transform((text) => text.replaceAll('\r\n', '\n')),
  months: z.coerce.number().refine((n) => (MONTHS as readonly number[]).includes(n)),
  road: z.enum(['hosted', 'own']),
  issuerId: z.string().trim().max(500).default(''),
});

type Written = z.infer<typeof writtenForm>;

type Read =
  | { readonly ok: true; readonly draft: EndorsementDraft }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Identities that a signature can be checked by here. */
const IDENTITY = /^(?:did:(?:web|key|jwk):[\w.%:~+/=-]{1,450}|https:\/\/\S{1,450})$/;

/**
 * Reads what an endorser wrote. With another domain the proof is made anew, with the same one it stays.
 * @param before what was written before
 */
export function readWritten(
  written: Written,
  before: EndorsementDraft | undefined,
  publicUrl: string,
  t: Translate,
): Read {
  const read = readHost(written.domain, publicUrl);
  if (!read.ok)
    return { ok: false, errors: { domain: t(`problem.host_refused.${read.problem}.message`) } };
  const { name, comment, months, road, issuerId } = written;
  if (road === 'own' && (!IDENTITY.test(issuerId) || /[<>"\\^`{|}]/.test(issuerId)))
    return { ok: false, errors: { issuerId: t('endorsements.invited.refused.issuerId') } };
  const domain = read.host;
  const proof =
    before?.domain === domain
      ? { token: before.token, checkedAt: before.checkedAt, provenAt: before.provenAt }
      : { token: randomId() };
  const own = { issuerId: road === 'own' ? issuerId : undefined };
  return {
    ok: true,
    draft: omitUndefined({ name, domain, comment, months, road, ...proof, ...own }),
  };
}

/** Whether the signature itself will show the domain: the identity is there. */
export const isShownBySignature = ({ issuerId = '', domain }: EndorsementDraft): boolean =>
  (placeOf(issuerId) ?? '').split(/[:/]/)[0] === domain;
