import { z } from 'zod';
import type { IssuerHost } from '../../credentials/index.js';
import type { Platform } from '../../lti/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Endpoint } from '../http/endpoint.js';
import { notThere, type Within } from '../http/within.js';
import { at, id, moment } from '../schemas/common.js';

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
    host: z
      .object({
        name: z.string(),
        state: z.enum(['asked', 'proven', 'inUse']),
        isLost: z.boolean().meta({ description: 'Its proof is gone: new badges do not name it.' }),
        provenAt: moment.optional(),
        usedAt: moment.optional(),
        checkedAt: moment.optional(),
      })
      .nullable()
      .meta({ description: 'The host that it has of its own, or asks for.' }),
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

function toHost(found: IssuerHost | null): z.input<typeof issuerSchema>['host'] {
  if (found === null || found.state === 'givenUp') return null;
  return {
    name: found.host,
    state: found.state,
    isLost: found.lostAt !== undefined,
    provenAt: at(found.provenAt),
    usedAt: at(found.usedAt),
    checkedAt: at(found.checkedAt),
  };
}

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
  const toIssuer = async (
    found: Awaited<ReturnType<typeof credentials.issuers.list>>[number],
  ): Promise<z.input<typeof issuerSchema>> => {
    const { id: issuerId, name, url, email, isInUse } = found;
    const [names, host] = await Promise.all([
      credentials.issuers.identitiesOf(issuerId),
      credentials.hosts.current(issuerId),
    ]);
    const identities = names.map(({ profileId }) => profileId);
    return { id: issuerId, name, url, email, isInUse, identities, host: toHost(host) };
  };
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
        return { value: { data: await Promise.all(found.map(toIssuer)) } };
      },
    }),
  ];
}
