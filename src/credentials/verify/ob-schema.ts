import { ACHIEVEMENT_TYPES, RESULT_TYPES } from '../../open-badges/index.js';
import {
  type Schema,
  text,
  words,
  uri,
  dateTime,
  ref,
  list,
  vocabulary,
  typed,
  LANGUAGE,
  COMPACT_JWS,
  classOf,
  anyTyped,
} from './schema.js';

// The schema of Open Badges 3.0 credentials, written from the specification's tables (Appendix B).

/** `credentialStatus` and `refreshService` are one object each, of one type (B.1.7, B.1.17). */
export const service: Schema = {
  type: 'object',
  required: ['id', 'type'],
  properties: { id: uri, type: text },
};

/** Bitstring Status List 1.0, 2.1: an entry needs no `id`. */
const statusEntry: Schema = {
  allOf: [
    {
      ...service,
      required: ['type'],
    },
    {
      properties: {
        statusListIndex: { type: 'string', pattern: '^(0|[1-9][0-9]*)$' },
        statusListCredential: uri,
        statusPurpose: text,
      },
    },
  ],
};

/** VC 2.0, 5.3: a resource whose content the issuer vouches for by a hash. */
const relatedResource: Schema = {
  type: 'object',
  required: ['id'],
  properties: { id: uri },
  anyOf: [{ required: ['digestSRI'] }, { required: ['digestMultibase'] }],
};

const identifierType = vocabulary(
  ...['name', 'sourcedId', 'systemId', 'productId', 'userName', 'accountId', 'emailAddress'],
  ...['nationalIdentityNumber', 'isbn', 'issn', 'lisSourcedId', 'oneRosterSourcedId'],
  ...['sisSourcedId', 'ltiContextId', 'ltiDeploymentId', 'ltiToolId', 'ltiPlatformId'],
  ...['ltiUserId', 'identifier'],
);

const RESULT_STATUS: Schema = {
  enum: ['Completed', 'Enrolled', 'Failed', 'InProgress', 'OnHold', 'Provisional', 'Withdrew'],
};

const proof: Schema = {
  type: 'object',
  required: ['type'],
  properties: {
    type: text,
    created: dateTime,
    cryptosuite: text,
    proofPurpose: text,
    proofValue: text,
    verificationMethod: uri,
  },
};

export const OPEN_BADGES_CONTEXT: Schema = {
  type: 'string',
  pattern: '^https://purl\\.imsglobal\\.org/spec/ob/v3p0/context(-3\\.\\d\\.\\d)*\\.json$',
};

export const envelope: Readonly<Record<string, Schema>> = {
  '@context': {
    type: 'array',
    minItems: 2,
    items: [{ const: 'https://www.w3.org/ns/credentials/v2' }, OPEN_BADGES_CONTEXT],
    additionalItems: { anyOf: [{ type: 'string' }, { type: 'object' }] },
  },
  id: uri,
  name: text,
  description: text,
  image: ref('Image'),
  awardedDate: dateTime,
  validFrom: dateTime,
  validUntil: dateTime,
  issuer: { anyOf: [uri, ref('Profile')] },
  // VC 2.0 allows a single proof as an object; OB 3.0 has a list.
  proof: { anyOf: [list(proof), proof] },
  credentialSchema: list(service),
  credentialStatus: { anyOf: [statusEntry, list(statusEntry)] },
  refreshService: service,
  termsOfUse: list(anyTyped(['type'])),
  relatedResource: { anyOf: [relatedResource, list(relatedResource)] },
  endorsement: list(ref('EndorsementCredential')),
  endorsementJwt: list(COMPACT_JWS),
};

const $defs: Readonly<Record<string, Schema>> = {
  Image: {
    type: 'object',
    required: ['id', 'type'],
    properties: { id: uri, type: { const: 'Image' }, caption: text },
    additionalProperties: false,
  },
  IdentityObject: {
    type: 'object',
    required: ['type', 'hashed', 'identityHash', 'identityType'],
    properties: {
      type: { const: 'IdentityObject' },
      hashed: { type: 'boolean' },
      identityHash: text,
      identityType: identifierType,
      salt: text,
    },
    additionalProperties: false,
  },
  IdentifierEntry: {
    type: 'object',
    required: ['type', 'identifier', 'identifierType'],
    properties: {
      type: { const: 'IdentifierEntry' },
      identifier: text,
      identifierType,
    },
    additionalProperties: false,
  },
  Profile: classOf('Profile', ['id'], {
    id: uri,
    name: text,
    url: uri,
    phone: text,
    description: text,
    email: text,
    official: text,
    image: ref('Image'),
    address: anyTyped(['type']),
    otherIdentifier: list(ref('IdentifierEntry')),
    parentOrg: ref('Profile'),
    dateOfBirth: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    endorsement: list(ref('EndorsementCredential')),
    endorsementJwt: list(COMPACT_JWS),
  }),
  Alignment: classOf('Alignment', ['targetName', 'targetUrl'], {
    targetName: words,
    targetUrl: uri,
    targetCode: text,
    targetDescription: text,
    targetFramework: text,
    targetType: vocabulary(
      ...['ceasn:Competency', 'ceterms:Credential', 'CFItem', 'CFRubric', 'CFRubricCriterion'],
      ...['CFRubricCriterionLevel', 'CTDL'],
    ),
  }),
  Related: classOf('Related', ['id'], { id: uri, inLanguage: LANGUAGE, version: text }),
  RubricCriterionLevel: classOf('RubricCriterionLevel', ['id', 'name'], {
    id: uri,
    name: words,
    level: text,
    points: text,
    description: text,
    alignment: list(ref('Alignment')),
  }),
  ResultDescription: classOf('ResultDescription', ['id', 'name', 'resultType'], {
    id: uri,
    name: words,
    resultType: vocabulary(...RESULT_TYPES),
    allowedValue: list(text),
    requiredLevel: uri,
    requiredValue: text,
    valueMax: text,
    valueMin: text,
    rubricCriterionLevel: list(ref('RubricCriterionLevel')),
    alignment: list(ref('Alignment')),
  }),
  Result: classOf('Result', [], {
    achievedLevel: uri,
    resultDescription: uri,
    status: RESULT_STATUS,
    value: text,
    alignment: list(ref('Alignment')),
  }),
  Evidence: classOf('Evidence', [], {
    id: uri,
    name: text,
    narrative: text,
    description: text,
    genre: text,
    audience: text,
  }),
  Achievement: classOf('Achievement', ['id', 'name', 'description', 'criteria'], {
    id: uri,
    name: words,
    description: words,
    achievementType: vocabulary(...ACHIEVEMENT_TYPES),
    criteria: { type: 'object', properties: { id: uri, narrative: text } },
    creator: ref('Profile'),
    creditsAvailable: { type: 'number' },
    fieldOfStudy: text,
    humanCode: text,
    image: ref('Image'),
    inLanguage: LANGUAGE,
    specialization: text,
    version: text,
    tag: list(text),
    alignment: list(ref('Alignment')),
    otherIdentifier: list(ref('IdentifierEntry')),
    related: list(ref('Related')),
    resultDescription: list(ref('ResultDescription')),
    endorsement: list(ref('EndorsementCredential')),
    endorsementJwt: list(COMPACT_JWS),
  }),
  AchievementSubject: classOf('AchievementSubject', ['achievement'], {
    id: uri,
    achievement: ref('Achievement'),
    activityStartDate: dateTime,
    activityEndDate: dateTime,
    creditsEarned: { type: 'number' },
    identifier: list(ref('IdentityObject')),
    image: ref('Image'),
    licenseNumber: text,
    narrative: text,
    result: list(ref('Result')),
    role: text,
    source: ref('Profile'),
    term: text,
  }),
  EndorsementCredential: {
    type: 'object',
    required: ['@context', 'id', 'type', 'name', 'issuer', 'validFrom', 'credentialSubject'],
    properties: {
      ...envelope,
      type: { allOf: [typed('VerifiableCredential'), typed('EndorsementCredential')] },
      credentialSubject: {
        type: 'object',
        required: ['id', 'type'],
        properties: { id: uri, type: typed('EndorsementSubject'), endorsementComment: text },
      },
    },
  },
};

/** B.1.1 AchievementCredential, also called OpenBadgeCredential. */
export const OPEN_BADGE_SCHEMA = {
  type: 'object',
  required: ['@context', 'id', 'type', 'issuer', 'validFrom', 'credentialSubject'],
  properties: {
    ...envelope,
    type: {
      allOf: [typed('VerifiableCredential'), typed('OpenBadgeCredential', 'AchievementCredential')],
    },
    credentialSubject: ref('AchievementSubject'),
    evidence: list(ref('Evidence')),
  },
  $defs,
} satisfies Schema & { $defs: Readonly<Record<string, Schema>> };
