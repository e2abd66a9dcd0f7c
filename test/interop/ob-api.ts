import { z } from 'zod';

/**
 * What the Open Badges 3.0 API says that its answers look like, written from the tables of the specification (B.2 to B.4, 7.1): nothing
 * else may be in what is closed there.
 */

/** B.3.1 to B.3.6. */
export const statusInfo = z.strictObject({
  imsx_codeMajor: z.enum(['failure', 'processing', 'success', 'unsupported']),
  imsx_severity: z.enum(['error', 'status', 'warning']),
  imsx_description: z.string().optional(),
  imsx_codeMinor: z
    .strictObject({
      imsx_codeMinorField: z
        .array(
          z.strictObject({
            imsx_codeMinorFieldName: z.string().min(1),
            imsx_codeMinorFieldValue: z.enum([
              ...(['forbidden', 'fullsuccess', 'internal_server_error', 'invalid_data'] as const),
              ...(['invalid_query_parameter', 'misdirected_request', 'not_acceptable'] as const),
              ...(['not_allowed', 'not_found', 'not_modified', 'server_busy'] as const),
              ...(['unauthorizedrequest', 'unknown'] as const),
            ]),
          }),
        )
        .min(1),
    })
    .optional(),
});

const compactJws = z.string().regex(/^[\w-]+\.[\w-]*\.[\w-]+$/);
const typed = (type: string) => z.array(z.string()).refine((types) => types.includes(type));

/** B.2.1: credentials by how they are signed. */
export const credentials = z.strictObject({
  credential: z.array(
    z.looseObject({
      type: typed('OpenBadgeCredential'),
      proof: z.union([z.object(), z.array(z.object())]),
    }),
  ),
  compactJwsString: z.array(compactJws),
});

/** B.1.21; the example of 6.2.3 has a context. */
export const profile = z.looseObject({
  '@context': z.array(z.url()).optional(),
  id: z.string().min(1),
  type: typed('Profile'),
  name: z.string().optional(),
  email: z.email().optional(),
});

const url = z.url({ protocol: /^https?$/ });

/** B.4; 6.3; 7.1.1.1. */
export const serviceDescription = z.looseObject({
  openapi: z.string().regex(/^3\.0\.\d+$/),
  info: z.looseObject({
    title: z.string().min(1),
    version: z.string().min(1),
    termsOfService: url,
    'x-imssf-privacyPolicyUrl': url,
    'x-imssf-image': url.optional(),
  }),
  servers: z.array(z.looseObject({ url: url.endsWith('/ims/ob/v3p0') })).min(1),
  paths: z.record(z.enum(['/credentials', '/profile', '/discovery']), z.looseObject({})),
  components: z.looseObject({
    securitySchemes: z.looseObject({
      OAuth2ACG: z.looseObject({
        type: z.literal('oauth2'),
        'x-imssf-privacyPolicyUrl': url,
        'x-imssf-registrationUrl': url,
        flows: z.strictObject({
          authorizationCode: z.strictObject({
            authorizationUrl: url,
            tokenUrl: url,
            refreshUrl: url,
            scopes: z.record(z.string(), z.string().min(1)),
          }),
        }),
      }),
    }),
  }),
});

/** What is sent to register, by 7.1.1.2: every member that is required there. */
export const registrationOf = (origin: string, redirectUri: string, scope: string) => ({
  client_name: 'Foreign backpack',
  client_uri: `${origin}/`,
  logo_uri: `${origin}/logo.png`,
  tos_uri: `${origin}/terms`,
  policy_uri: `${origin}/privacy`,
  software_id: 'c88b6ed8-269e-448e-99be-7e2ff47167d1',
  software_version: '4.0',
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  scope,
});

/** What is answered to it: all that was sent, and these. */
export const registered = z.looseObject({
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  client_id_issued_at: z.int().nonnegative(),
  client_secret_expires_at: z.int().nonnegative(),
});

/** 7.1.2.4. */
export const tokens = z.strictObject({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  scope: z.string().min(1),
  expires_in: z.int().positive(),
  refresh_token: z.string().min(1).optional(),
});
