import { z } from 'zod';
import type { Person } from '../../people/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { byTenant, listQuery, pageOver, pageReply } from '../http/cursor.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import type { Within } from '../http/within.js';
import { at, id, listOf, moment } from '../schemas/common.js';
import { findPerson, requireWhole } from './find-person.js';

const TAG = 'People';
const personSchema = z
  .object({
    id,
    platformId: id,
    userId: z.string().meta({ description: '`sub` of the LTI launches.' }),
    name: z.string().optional(),
    givenName: z.string().optional(),
    familyName: z.string().optional(),
    email: z.string().optional(),
    firstSeenAt: moment,
    lastSeenAt: moment,
    erasedAt: moment.optional(),
  })
  .meta({ id: 'Person', description: 'A person on one platform, as the platform tells of them.' });

const toPerson = (person: Person): z.input<typeof personSchema> => ({
  id: person.id,
  platformId: person.platformId,
  userId: person.userId,
  name: person.name,
  givenName: person.givenName,
  familyName: person.familyName,
  email: person.email,
  firstSeenAt: person.firstSeenAt.toISOString(),
  lastSeenAt: person.lastSeenAt.toISOString(),
  erasedAt: at(person.erasedAt),
});

const peopleQuery = listQuery.extend({
  userId: z.string().max(255).optional().meta({ description: 'Only who has this LTI user id.' }),
});

/** People: found, their data, erased. */
export function peopleEndpoints(deps: ResourceDeps): Endpoint[] {
  const { people } = deps;
  const find = ({ within, params }: Call) => findPerson(deps, within, params['id'] ?? '');
  /** One tenant a platform: people have no deployment. */
  const listPlatforms = async (within: Within) => {
    const all = within === null ? await deps.lti.platforms.list() : [{ id: within.platformId }];
    return all.map((platform) => ({ platformId: platform.id, deploymentId: '' })).sort(byTenant);
  };

  return [
    endpoint({
      method: 'get',
      path: '/people',
      id: 'listPeople',
      tag: TAG,
      summary: 'List people',
      scope: 'people:read',
      query: peopleQuery,
      answer: { status: 200, schema: listOf(personSchema) },
      problems: [404],
      async run({ within, query: { userId, ...query } }) {
        requireWhole(within);
        const page = await pageOver(
          listPlatforms,
          within,
          query,
          async ({ platformId }, after, limit) => {
            if (userId === undefined) return people.listOfPlatform(platformId, after, limit);
            const found = after === '' ? await people.find(platformId, userId) : null;
            return found === null ? [] : [found];
          },
          (person) => person.userId,
        );
        return pageReply(page, toPerson);
      },
    }),
    endpoint({
      method: 'get',
      path: '/people/{id}',
      id: 'getPerson',
      tag: TAG,
      summary: 'Read a person',
      scope: 'people:read',
      answer: { status: 200, schema: personSchema },
      problems: [404],
      run: async (call) => ({ value: toPerson(await find(call)) }),
    }),
    endpoint({
      method: 'get',
      path: '/people/{id}/data',
      id: 'exportPerson',
      tag: TAG,
      summary: 'Read everything that is kept of a person',
      description: 'For a person who asks what is kept of them (GDPR, Article 15).',
      scope: 'people:read',
      answer: { status: 200, schema: z.record(z.string(), z.unknown()) },
      problems: [404],
      run: async (call) => ({ value: await people.exportData((await find(call)).id) }),
    }),
    endpoint({
      method: 'post',
      path: '/people/{id}/erase',
      id: 'erasePerson',
      tag: TAG,
      summary: 'Erase what is personal of a person',
      description: 'The id stays, so that no badge is given twice (GDPR, Article 17).',
      scope: 'people:write',
      answer: { status: 200, schema: personSchema },
      problems: [404],
      async run(call) {
        await people.erase((await find(call)).id, call.actor);
        return { value: toPerson(await find(call)) };
      },
    }),
  ];
}
