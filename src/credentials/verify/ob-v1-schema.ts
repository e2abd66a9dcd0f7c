import { envelope, OPEN_BADGE_SCHEMA, OPEN_BADGES_CONTEXT, service } from './ob-schema.js';
import { dateTime, list, type Schema } from './schema.js';

export const VC_V1 = 'https://www.w3.org/2018/credentials/v1';

/** The same badge in the envelope of VC 1.1, which OB 3.0 used at first: issuanceDate and expirationDate. */
export const OPEN_BADGE_V1_SCHEMA: Schema = {
  ...OPEN_BADGE_SCHEMA,
  required: ['@context', 'id', 'type', 'issuer', 'issuanceDate', 'credentialSubject'],
  properties: {
    ...OPEN_BADGE_SCHEMA.properties,
    '@context': {
      ...envelope['@context'],
      items: [{ const: VC_V1 }, OPEN_BADGES_CONTEXT],
    },
    issuanceDate: dateTime,
    expirationDate: dateTime,
    // VC 1.1 allows one, or a list.
    credentialSchema: { anyOf: [service, list(service)] },
    endorsement: list({ type: 'object' }),
  },
};
