import { OFFLINE } from '../../oauth/index.js';
import { OB_PATH, OB_SCOPES } from '../scopes.js';

const SAID: Readonly<Record<string, string>> = {
  [OB_SCOPES.read]: 'Permission to read OpenBadgeCredentials for the authenticated entity.',
  [OB_SCOPES.upsert]:
    'Permission to create or update OpenBadgeCredentials for the authenticated entity.',
  [OB_SCOPES.profile]: 'Permission to read the profile for the authenticated entity.',
  [OFFLINE]: 'Permission to go on without the person.',
};

/** Everything that an app may be let do. */
export const APP_SCOPES: readonly string[] = Object.keys(SAID);

const NAME = 'Laurel';
const [BADGES, DISCOVERY] = ['OpenBadgeCredentials', 'Discovery'];
const BADGE = {
  'application/json': { schema: { type: 'object' } },
  'application/vc+ld+json': { schema: { type: 'object' } },
  'text/plain': { schema: { type: 'string' } },
};

const answers = (status: string, description: string) => ({
  [status]: { description },
  default: { description: 'Imsx_StatusInfo: the request was invalid or cannot be served.' },
});

const query = (name: string, schema: object) => ({ name, in: 'query', required: false, schema });

/** @returns the Service Description Document (Open Badges 3.0 API, 6.3): those routes alone that are served */
export function serviceDocument(publicUrl: string): object {
  const [terms, policy] = [`${publicUrl}/help/learners`, `${publicUrl}/help/learners#your-data`];
  const security = (scope: string) => [{ OAuth2ACG: [scope] }];
  return {
    openapi: '3.0.1',
    info: {
      title: NAME,
      description: 'Badges that a person keeps in their home.',
      version: '3.0',
      termsOfService: terms,
      'x-imssf-privacyPolicyUrl': policy,
      'x-imssf-image': `${publicUrl}/public/logo.svg`,
    },
    servers: [{ url: `${publicUrl}${OB_PATH}` }],
    tags: [{ name: BADGES }, { name: DISCOVERY }],
    paths: {
      '/credentials': {
        get: {
          operationId: 'getCredentials',
          tags: [BADGES],
          parameters: [
            query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 50 }),
            query('offset', { type: 'integer', minimum: 0, default: 0 }),
            query('since', { type: 'string', format: 'date-time' }),
          ],
          responses: answers('200', 'GetOpenBadgeCredentialsResponse'),
          security: security(OB_SCOPES.read),
        },
        post: {
          operationId: 'upsertCredential',
          tags: [BADGES],
          requestBody: {
            required: true,
            content: BADGE,
          },
          responses: { ...answers('200', 'It was there.'), 201: { description: 'It is kept.' } },
          security: security(OB_SCOPES.upsert),
        },
      },
      '/profile': {
        get: {
          operationId: 'getProfile',
          tags: [BADGES],
          responses: answers('200', 'Profile'),
          security: security(OB_SCOPES.profile),
        },
      },
      '/discovery': {
        get: {
          operationId: 'getServiceDescription',
          tags: [DISCOVERY],
          responses: answers('200', 'This document.'),
        },
      },
    },
    components: {
      securitySchemes: {
        OAuth2ACG: {
          type: 'oauth2',
          description: 'OAuth 2.0 Authorization Code Grant authorization',
          'x-imssf-name': NAME,
          'x-imssf-privacyPolicyUrl': policy,
          'x-imssf-termsOfServiceUrl': terms,
          'x-imssf-registrationUrl': `${publicUrl}/oauth/register`,
          'x-imssf-revocationUrl': `${publicUrl}/oauth/revoke`,
          flows: {
            authorizationCode: {
              authorizationUrl: `${publicUrl}/home/authorize`,
              tokenUrl: `${publicUrl}/oauth/token`,
              refreshUrl: `${publicUrl}/oauth/token`,
              scopes: SAID,
            },
          },
        },
      },
    },
  };
}
