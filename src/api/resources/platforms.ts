import { z } from 'zod';
import type { Platform } from '../../lti/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Endpoint } from '../http/endpoint.js';
import { notThere, type Within } from '../http/within.js';
import { id } from '../schemas/common.js';

const platformSchema = z
  .object({
    id,
    name: z.string(),
    family: z.enum(['moodle', 'canvas', 'other']),
    issuer: z.string(),
    clientId: z.string(),
    status: z.enum(['active', 'disabled']),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Platform', description: 'A learning platform at which Laurel is registered.' });

const issuerSchema = z
  .object({
    id,
    name: z.string().optional(),
    url: z.string().optional(),
    email: z.string().optional(),
    isInUse: z.boolean(),
    identities: z.array(z.string()).meta({ description: 'How badges may name it.' }),
  })
  .meta({ id: 'Issuer', description: 'In whose name badges are signed.' });

const toPlatform = (platform: Platform): z.input<typeof platformSchema> => ({
  id: platform.id,
  name: platform.name,
  family: platform.family,
  issuer: platform.issuer,
  clientId: platform.clientId,
  status: platform.status,
  createdAt: platform.createdAt.toISOString(),
});

const isWithin = (within: Within, platformId: string): boolean =>
  within === null || within.platformId === platformId;

/** Platforms and issuers, to be read. */
export function platformEndpoints({ lti, credentials }: ResourceDeps): Endpoint[] {
  const issuersWithin = async (within: Within) =>
    (await credentials.issuers.list()).filter(
      ({ platformId, deploymentId }) =>
        within === null ||
        (platformId === within.platformId &&
          (within.deploymentId === undefined ||
            deploymentId === undefined ||
            deploymentId === within.deploymentId)),
    );
  return [
    endpoint({
      method: 'get',
      path: '/platforms',
      id: 'listPlatforms',
      tag: 'Platforms',
      summary: 'List platforms',
      scope: 'platforms:read',
      answer: { status: 200, schema: z.object({ data: z.array(platformSchema) }) },
      async run({ within }) {
        const found = (await lti.platforms.list()).filter((one) => isWithin(within, one.id));
        return { value: { data: found.map(toPlatform) } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/platforms/{id}',
      id: 'getPlatform',
      tag: 'Platforms',
      summary: 'Read a platform',
      scope: 'platforms:read',
      answer: { status: 200, schema: platformSchema },
      problems: [404],
      async run({ within, params }) {
        const found = await lti.platforms.find(params['id'] ?? '');
        if (found === null || !isWithin(within, found.id)) throw notThere();
        return { value: toPlatform(found) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/issuers',
      id: 'listIssuers',
      tag: 'Issuers',
      summary: 'List issuers',
      scope: 'issuers:read',
      answer: { status: 200, schema: z.object({ data: z.array(issuerSchema) }) },
      async run({ within }) {
        const found = await issuersWithin(within);
        const data = found.map(({ id: issuerId, name, url, email, isInUse }) => ({
          id: issuerId,
          name,
          url,
          email,
          isInUse,
          identities: credentials.issuers.identitiesOf(issuerId).map(({ profileId }) => profileId),
        }));
        return { value: { data } };
      },
    }),
  ];
}
