import { z } from 'zod';
import type { LearnerRecord } from '../../credentials/index.js';
import { at, id, moment } from './common.js';

export const RECORD_FILES = ['json', 'jwt'] as const;

export const recordSchema = z
  .object({
    id,
    url: z.url().meta({ description: 'The address of its page.' }),
    personId: id,
    issuerId: id,
    credentialIds: z.array(id).meta({ description: 'The badges in it.' }),
    partial: z.boolean().meta({
      description: 'Whether its issuer knew of further badges of the person that count.',
    }),
    state: z.enum(['valid', 'revoked']),
    visibility: z.enum(['private', 'link']),
    madeAt: moment,
    changedAt: moment.optional(),
    files: z.record(z.string(), z.url()).meta({ description: 'Its files, by kind.' }),
  })
  .meta({
    id: 'LearnerRecord',
    description: 'Badges of a person under one signature (Comprehensive Learner Record 2.0).',
  });

export const recordBody = z
  .object({
    personId: id,
    credentialIds: z.array(id).min(1).max(60).optional().meta({
      description: 'The badges that it shall hold; absent: every one that is valid.',
    }),
    lang: z.string().max(35).optional().meta({ description: 'The language of its name.' }),
  })
  .meta({ id: 'NewRecord', examples: [{ personId: 'Zb1uJ0a9TqWw', lang: 'en' }] });

export function toRecord(found: LearnerRecord, publicUrl: string): z.input<typeof recordSchema> {
  const address = `${publicUrl}/api/v1/records/${found.id}/files`;
  return {
    id: found.id,
    url: `${found.origin ?? publicUrl}/records/${found.id}`,
    personId: found.personId ?? '',
    issuerId: found.issuerId,
    credentialIds: [...found.credentialIds],
    partial: found.isPartial,
    state: found.state,
    visibility: found.visibility,
    madeAt: found.madeAt.toISOString(),
    changedAt: at(found.changedAt),
    files: Object.fromEntries(RECORD_FILES.map((kind) => [kind, `${address}/${kind}`])),
  };
}
