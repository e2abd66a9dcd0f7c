import { z } from 'zod';
import type { Credential } from '../../credentials/index.js';
import { at, id, moment } from './common.js';

export const FILE_KINDS = ['json', 'jwt', 'png', 'svg', 'pdf', 'zip'] as const;

export const credentialSchema = z
  .object({
    id,
    url: z.url().meta({ description: 'The address of its page, which survives corrections.' }),
    awardId: id,
    personId: id,
    issuerId: id,
    achievementUrl: z
      .url()
      .meta({ description: 'The version of the achievement, as the badge names it.' }),
    achievementName: z.string(),
    recipientName: z.string().optional(),
    state: z.enum(['valid', 'revoked', 'suspended']),
    reason: z.string().optional(),
    visibility: z.enum(['private', 'link', 'public']),
    validFrom: moment,
    validUntil: moment.optional(),
    issuedAt: moment,
    changedAt: moment.optional(),
    supersededBy: id.optional(),
    files: z.record(z.string(), z.url()).meta({ description: 'Its files, by kind.' }),
  })
  .meta({ id: 'Credential', description: 'A signed Open Badge 3.0.' });

export function toCredential(
  found: Credential,
  publicUrl: string,
): z.input<typeof credentialSchema> {
  const address = `${publicUrl}/api/v1/credentials/${found.id}/files`;
  return {
    id: found.id,
    url: `${found.origin ?? publicUrl}/credentials/${found.addressId ?? found.id}`,
    awardId: found.awardId.split('.')[0] ?? found.awardId,
    personId: found.personId,
    issuerId: found.issuerId,
    achievementUrl: found.achievementId,
    achievementName: found.achievementName,
    recipientName: found.recipientName,
    state: found.state,
    reason: found.reason,
    visibility: found.visibility,
    validFrom: found.validFrom.toISOString(),
    validUntil: at(found.validUntil),
    issuedAt: found.issuedAt.toISOString(),
    changedAt: at(found.changedAt),
    supersededBy: found.supersededBy,
    files: Object.fromEntries(FILE_KINDS.map((kind) => [kind, `${address}/${kind}`])),
  };
}
