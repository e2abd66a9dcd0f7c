import { envelope, OPEN_BADGE_SCHEMA, OPEN_BADGES_CONTEXT } from './ob-schema.js';
import {
  anyTyped,
  classOf,
  COMPACT_JWS,
  list,
  ref,
  text,
  typed,
  uri,
  type Schema,
} from './schema.js';

// The schema of Comprehensive Learner Record 2.0, written from the specification's tables (Appendix B).

const CLR_CONTEXT: Schema = {
  type: 'string',
  pattern: '^https://purl\\.imsglobal\\.org/spec/clr/v2p0/context(-2\\.\\d\\.\\d)*\\.json$',
};

const ASSOCIATION_TYPES = [
  ...['exactMatchOf', 'isChildOf', 'isParentOf', 'isPartOf', 'isPeerOf', 'isRelatedTo'],
  ...['precedes', 'replacedBy'],
] as const;

const association: Schema = {
  type: 'object',
  required: ['type', 'associationType', 'sourceId', 'targetId'],
  properties: {
    type: { const: 'Association' },
    associationType: { enum: ASSOCIATION_TYPES },
    sourceId: uri,
    targetId: uri,
  },
  additionalProperties: false,
};

/** B.1.1 ClrCredential. What it contains has schemas of its own, and is checked by them. */
export const CLR_SCHEMA = {
  type: 'object',
  required: ['@context', 'id', 'type', 'name', 'issuer', 'validFrom', 'credentialSubject'],
  properties: {
    ...envelope,
    '@context': {
      ...envelope['@context'],
      minItems: 3,
      items: [{ const: 'https://www.w3.org/ns/credentials/v2' }, CLR_CONTEXT, OPEN_BADGES_CONTEXT],
    },
    type: { allOf: [typed('VerifiableCredential'), typed('ClrCredential')] },
    issuer: ref('Profile'),
    partial: { type: 'boolean' },
    credentialSubject: classOf('ClrSubject', ['verifiableCredential'], {
      id: uri,
      identifier: list(ref('IdentityObject')),
      achievement: list(ref('Achievement')),
      // VC 2.0 also has credentials in envelopes, and some hold them as tokens.
      verifiableCredential: { ...list({ anyOf: [anyTyped(['type']), COMPACT_JWS] }), minItems: 1 },
      association: list(association),
    }),
    evidence: list(anyTyped(['type'])),
    description: text,
  },
  $defs: OPEN_BADGE_SCHEMA.$defs,
} satisfies Schema & { $defs: Readonly<Record<string, Schema>> };
