import { z } from 'zod';
import { courseId } from '../../src/api/course-id.js';
import { randomId } from '../../src/base/index.js';
import type { Endpoint } from '../../src/api/http/endpoint.js';
import { personIdOf } from '../../src/people/index.js';
import type { TestLaurel } from '../support/start-test-laurel.js';
import type { setUpBadge, Tenant } from './two-courses.js';

/** A tenant with things of every kind: what others must not reach. */
export interface Victim {
  readonly laurel: TestLaurel;
  readonly tenant: Tenant;
  readonly ids: Awaited<ReturnType<typeof setUpBadge>>;
}

const tenantOf = ({ tenant }: Victim) => ({
  platformId: tenant.platformId,
  deploymentId: tenant.tool.deploymentId,
  contextId: tenant.course.contextId,
});

/** A webhook of the victim's tenant; made anew where a walk has removed it. */
async function webhookOf(victim: Victim): Promise<string> {
  const { platformId, deploymentId } = tenantOf(victim);
  const [there] = await victim.laurel.webhooks.list({ platformId, deploymentId });
  if (there !== undefined) return there.id;
  const order = { kind: 'webhook', name: 'x', url: 'https://victim.example/', types: [] } as const;
  const { webhook } = await victim.laurel.webhooks.make({
    ...order,
    platformId,
    deploymentId,
    actor: 'test',
  });
  return webhook.id;
}

/** What a collection has that is the victim's; made where there is none. */
async function found(
  { laurel }: Victim,
  collection: string,
  make: () => Promise<{ readonly id: string }>,
): Promise<string> {
  const row = await laurel.store.connection.collection(collection).findOne({});
  return row === null ? (await make()).id : String(row['_id']);
}

/** A preview of badges for many. */
async function bulkOf(victim: Victim): Promise<string> {
  const { laurel, ids } = victim;
  const { platformId, deploymentId, contextId } = tenantOf(victim);
  return found(victim, 'award_jobs', async () => {
    const { id } = await laurel.bulk.receive(
      {
        platformId,
        deploymentId,
        isTeachers: false,
        ruleId: ids.ruleId,
        course: { platformId, deploymentId, contextId },
        reason: 'Shown',
        actor: { id: 'test', userId: '' },
        isPreview: true,
        skipsProblems: false,
        invites: false,
      },
      { format: 'json', bytes: [Buffer.from(JSON.stringify([{ userId: ids.userId }]))] },
    );
    return laurel.bulk.begin(id, { isNow: true });
  });
}

/** A file of a framework that the victim's administrator handed in. */
async function loadOf({ laurel, ...victim }: Victim): Promise<string> {
  const owner = tenantOf({ laurel, ...victim });
  const [there] = await laurel.skills.loads.list(owner, 1);
  if (there !== undefined) return there.id;
  const text =
    '{"CFDocument":{"identifier":"x","title":"Theirs"},"CFItems":[{"uri":"https://x.eu/1","fullStatement":"Theirs"}]}';
  const file = { name: 'theirs.json', bytes: new TextEncoder().encode(text) };
  return (await laurel.skills.loads.begin({ owner, actor: 'test', file })).id;
}

/** A record of the victim's badges. */
async function recordOf(victim: Victim): Promise<string> {
  const { laurel, tenant, ids } = victim;
  const personId = personIdOf(tenant.platformId, ids.userId);
  const known = await laurel.credentials.listByPerson(personId);
  return found(victim, 'learner_records', () =>
    laurel.credentials.records.make({
      owner: { personId },
      known,
      chosen: known.map(({ id }) => id),
      name: 'Record',
    }),
  );
}

/**
 * One thing of the victim a kind, by the part of the path that stands before its id. A new kind of resource needs a line here: the
 * test fails without.
 */
export const SAMPLES: Readonly<Record<string, (victim: Victim) => Promise<string> | string>> = {
  awards: ({ ids }) => ids.awardId,
  rules: ({ ids }) => ids.ruleId,
  async achievements({ laurel, ids }) {
    const [award] = await laurel.awards.store.findByIds([ids.awardId]);
    return award?.achievementId ?? '';
  },
  async credentials({ laurel, tenant, ids }) {
    const personId = personIdOf(tenant.platformId, ids.userId);
    return (await laurel.credentials.listByPerson(personId))[0]?.id ?? '';
  },
  people: ({ tenant, ids }) => personIdOf(tenant.platformId, ids.userId),
  platforms: ({ tenant }) => tenant.platformId,
  courses: (victim) => courseId(tenantOf(victim)),
  async imports(victim) {
    const owner = { kind: 'course', ...tenantOf(victim) } as const;
    const [there] = await victim.laurel.imports.runs.list(owner, 1);
    if (there !== undefined) return there.id;
    const bytes = new TextEncoder().encode('{"type":"BadgeClass","name":"Theirs"}');
    const order = { owner, bytes, fileName: 'theirs.json', actor: 'test' };
    return (await victim.laurel.imports.runs.begin(order)).id;
  },
  pathways: (victim) =>
    found(victim, 'pathways', async () => {
      const id = randomId();
      const need = { kind: 'all' } as const;
      const afterLoss = { policy: 'keep', graceDays: 0 } as const;
      const words = { name: 'Theirs', description: '', language: 'en' };
      await victim.laurel.pathways.store.insert({
        id,
        owner: tenantOf(victim),
        state: 'draft',
        latestVersion: 0,
        draft: { ...words, groups: [], need, afterLoss },
        former: null,
        revision: 1,
        name: 'Theirs',
        updatedAt: new Date(),
      });
      return { id };
    }),
  endorsements: (victim) =>
    found(victim, 'endorsements', async () => {
      const id = randomId();
      const endorsement = {
        id,
        owner: tenantOf(victim),
        achievementId: randomId(),
        version: 1,
        achievementUrl: 'https://victim.example/achievements/1',
        endorserId: randomId(),
        road: 'hosted',
        name: 'Theirs',
        domain: 'victim.example',
        issuerId: 'https://victim.example/endorsers/1',
        comment: 'Theirs',
        text: '{}',
        statusListId: randomId(),
        statusListIndex: 1,
        validFrom: new Date(),
      } as const;
      await victim.laurel.endorsements.store.add(endorsement, randomId(), randomId());
      return { id };
    }),
  'skill-frameworks': async (victim) => {
    await loadOf(victim);
    return (await victim.laurel.skills.listOwn(tenantOf(victim)))[0]?.id ?? '';
  },
  'skill-loads': (victim) => loadOf(victim),
  'taxonomy-terms': async (victim) => {
    const { taxonomy } = victim.laurel.skills;
    const [there] = await taxonomy.list(tenantOf(victim));
    return (there ?? (await taxonomy.add(tenantOf(victim), 'kind', 'Theirs', 'test'))).id;
  },
  webhooks: (victim) => webhookOf(victim),
  hooks: (victim) => webhookOf(victim),
  bulk: (victim) => bulkOf(victim),
  records: (victim) => recordOf(victim),
};

/** Placeholders that name no thing of a tenant, and what is put in their place. */
const CHOICES: Readonly<Record<string, string>> = { kind: 'json' };

/** The kinds of things that a path names, in its order. */
export function kindsOf({ path }: Endpoint): string[] {
  const parts = path.split('/');
  return parts.flatMap((part, at) => {
    const name = /^\{(\w+)\}/.exec(part)?.[1];
    return name === undefined || name in CHOICES ? [] : [parts[at - 1] ?? ''];
  });
}

/** @returns an endpoint's path with things of the victim. @throws where it names a kind that has no sample */
export async function pathWith(victim: Victim, endpoint: Endpoint): Promise<string> {
  let path = endpoint.path;
  for (const kind of kindsOf(endpoint)) {
    const sample = SAMPLES[kind];
    if (sample === undefined)
      throw new Error(`${endpoint.id}: SAMPLES of test/security/api-samples.ts lacks “${kind}”`);
    const id = await sample(victim);
    if (id === '') throw new Error(`the victim has none of “${kind}”`);
    path = path.replace(/\{(?!kind\})\w+\}/, encodeURIComponent(id));
  }
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => CHOICES[name] ?? '');
}

type Schema = Record<string, unknown>;

/** An example, with things of the victim in the place of those that it names. */
function withIds(value: unknown, ids: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => withIds(each, ids));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([key, one]) => [key, ids[key] ?? withIds(one, ids)]));
}

/** A value that a JSON Schema takes; an id of the victim where a member is called after one. */
function sampleOf(
  schema: Schema,
  root: Schema,
  name: string,
  ids: Record<string, string>,
): unknown {
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    const found = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Schema)[key], root);
    return sampleOf(found as Schema, root, name, ids);
  }
  if (ids[name] !== undefined) return ids[name];
  if (schema['const'] !== undefined) return schema['const'];
  const [first] = (schema['enum'] ?? schema['examples'] ?? []) as unknown[];
  if (first !== undefined) return withIds(first, ids);
  const [choice] = (schema['anyOf'] ?? schema['oneOf'] ?? []) as Schema[];
  if (choice !== undefined) return sampleOf(choice, root, name, ids);
  switch (schema['type']) {
    case 'object': {
      const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
      const wanted = (schema['required'] ?? []) as string[];
      return Object.fromEntries(
        wanted.map((key) => [key, sampleOf(properties[key] ?? {}, root, key, ids)]),
      );
    }
    case 'array':
      return [sampleOf((schema['items'] ?? {}) as Schema, root, name, ids)];
    case 'integer':
    case 'number':
      return Number(schema['minimum'] ?? 1);
    case 'boolean':
      return true;
    case 'string': {
      if (schema['format'] === 'uri') return 'https://attacker.example/';
      if (schema['format'] === 'date-time') return '2030-01-01T00:00:00Z';
      return 'because'.padEnd(Number(schema['minLength'] ?? 0), 'x');
    }
    default:
      return {};
  }
}

/** @returns the least that an endpoint's body may be, which names things of the victim where it names any */
export async function bodyWith(victim: Victim, { body }: Endpoint): Promise<unknown> {
  if (body === undefined) return undefined;
  const ids: Record<string, string> = {};
  for (const [kind, sample] of Object.entries(SAMPLES)) {
    const singular = kind === 'people' ? 'person' : kind.replace(/s$/, '');
    ids[`${singular}Id`] = await sample(victim);
  }
  ids['userId'] = victim.ids.userId;
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Schema;
  return sampleOf(schema, schema, '', ids);
}
