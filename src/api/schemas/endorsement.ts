import { z } from 'zod';
import { INVITED_DAYS, standingOf, type Endorsement } from '../../endorsements/index.js';
import { courseId } from '../course-id.js';
import { at, id, moment } from './common.js';

export const endorsementSchema = z
  .object({
    id,
    courseId: id,
    achievementId: id,
    version: z.number().int().meta({ description: 'The version that was endorsed.' }),
    name: z.string().meta({ description: 'What the endorser calls itself.' }),
    domain: z.string().meta({ description: 'Shown to be the endorser’s.' }),
    issuerId: z.string().meta({ description: 'Who signed: a did, or the address of a profile.' }),
    isHosted: z
      .boolean()
      .meta({ description: 'Whether this installation signed on the endorser’s behalf.' }),
    comment: z.string().meta({ description: 'Markdown of the endorser’s.' }),
    state: z.enum(['valid', 'revoked', 'expired', 'unknown']).meta({
      description: '`unknown`: the endorser keeps a list that could not be asked last time.',
    }),
    isHidden: z.boolean(),
    validFrom: moment,
    validUntil: moment.optional(),
    credential: z.string().meta({
      description: 'The EndorsementCredential (OB 3.0, B.1.9) as it was signed: JSON, or a token.',
    }),
  })
  .meta({ id: 'Endorsement', description: 'What an employer or body says of an achievement.' });

export const newEndorsementInvitation = z
  .object({
    invitee: z.string().regex(/\S/).trim().min(1).max(120).meta({
      description: 'Whom you mean, such as the name of an employer.',
    }),
    to: z
      .email()
      .max(254)
      .optional()
      .meta({ description: 'Gets the link by mail; it is not kept.' }),
    days: z.literal([...INVITED_DAYS]).meta({ description: 'How long the link works.' }),
  })
  .meta({
    id: 'NewEndorsementInvitation',
    examples: [{ invitee: 'A professional body', days: 30 }],
  });

export const endorsementInvitationSchema = z
  .object({
    id,
    achievementId: id,
    version: z.number().int(),
    invitee: z.string(),
    expiresAt: moment,
    link: z.string().meta({
      description: 'Whoever has it may endorse, once: hand it to nobody else.',
    }),
  })
  .meta({
    id: 'EndorsementInvitation',
    description: 'A link by which an achievement is endorsed.',
  });

/** @returns an endorsement as the API tells it */
export function toEndorsement(
  endorsement: Endorsement,
  now: Date,
): z.input<typeof endorsementSchema> {
  const { owner, road, text, hiddenAt, validFrom, validUntil, ...rest } = endorsement;
  const { achievementId, version, name, domain, issuerId, comment } = rest;
  return {
    id: rest.id,
    courseId: courseId(owner),
    achievementId,
    version,
    name,
    domain,
    issuerId,
    isHosted: road === 'hosted',
    comment,
    state: standingOf(endorsement, now),
    isHidden: hiddenAt !== undefined,
    validFrom: validFrom.toISOString(),
    validUntil: at(validUntil),
    credential: text,
  };
}
