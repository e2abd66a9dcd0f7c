import { randomId } from '../../src/base/index.js';
import type { Laurel } from '../../src/app.js';
import type { CourseKey } from '../../src/grades/index.js';
import { makeRule } from '../../src/rules/index.js';
import { createRuleStore } from '../../src/rules/rule-store.js';

const AT_ONCE = 500;

/** A course as a launch leaves it, with an active rule on its column. */
function courseOf(platformId: string, url: string, achievementId: string, n: number, now: Date) {
  const tenant: CourseKey = { platformId, deploymentId: '1', contextId: `c${n}` };
  const services = {
    ags: {
      scopes: [
        'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
        'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
      ],
      lineItemsUrl: `${url}/c${n}/lineitems`,
    },
    nrps: { membershipsUrl: `${url}/c${n}/members` },
  };
  const context = { ...tenant, title: `Course ${n}`, types: [], services, lastLaunchAt: now };
  const rule = makeRule({
    id: randomId(),
    tenant,
    achievementId,
    activatedAt: now,
    afterFall: { policy: 'ask', graceMs: 0 },
    inputs: [
      {
        kind: 'assessment',
        id: 'i1',
        source: 'lti',
        assessmentId: `${url}/c${n}/lineitems/1`,
        title: 'Quiz',
        maximum: '100',
        mark: { kind: 'percent', value: '90' },
      },
    ],
  });
  return { tenant, context, rule };
}

/** An achievement of its own for each course, as published. */
async function publishAll(laurel: Laurel, first: CourseKey, count: number): Promise<string[]> {
  const content = { name: 'Badge', description: 'do it', criteria: 'Pass.' };
  const { id } = await laurel.achievements.create(first, content, 'bench');
  await laurel.achievements.publish(first, id, 'bench');
  const { connection } = laurel.store;
  const versions = connection.collection('achievementVersions');
  const version = await versions.findOne({ achievementId: id });
  if (version === null) throw new Error('there is no version to copy');
  const ids = Array.from({ length: count }, (_, n) => (n === 0 ? id : randomId()));
  for (let from = 1; from < count; from += AT_ONCE)
    await versions.insertMany(
      ids.slice(from, from + AT_ONCE).map((achievementId) => {
        const { _id, ...rest } = version;
        const own = String(_id).replace(id, achievementId);
        return own === String(_id)
          ? { ...rest, achievementId }
          : { ...rest, _id: own as never, achievementId };
      }),
    );
  return ids;
}

/**
 * Registers a platform at each address and puts courses with an active rule on them, by turns, as launches and instructors
 * leave them: each is due at `now`.
 */
export async function watchCourses(
  laurel: Laurel,
  urls: readonly string[],
  count: number,
  now: Date,
): Promise<CourseKey[]> {
  const all: CourseKey[] = [];
  const { connection } = laurel.store;
  const platformIds: string[] = [];
  for (const [n, url] of urls.entries()) {
    const platform = await laurel.lti.platforms.add({
      name: `Platform ${n}`,
      family: 'moodle',
      issuer: url,
      clientId: `client${n}`,
      authorizationUrl: `${url}/auth`,
      tokenUrl: `${url}/token`,
      jwksUrl: `${url}/jwks`,
      deploymentPolicy: 'admit',
    });
    platformIds.push(platform.id);
  }
  const first = { platformId: platformIds[0] ?? '', deploymentId: '1', contextId: 'c0' };
  const achievementIds = await publishAll(laurel, first, count);
  const rules = createRuleStore(connection);
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = achievementIds.slice(from, from + AT_ONCE).map((achievementId, at) => {
      const n = from + at;
      const [platformId = '', url = ''] = [platformIds[n % urls.length], urls[n % urls.length]];
      return courseOf(platformId, url, achievementId, n, now);
    });
    await connection.collection('lti_contexts').insertMany(some.map(({ context }) => context));
    await Promise.all(some.map(({ rule }) => rules.insert(rule)));
    await Promise.all(some.map(({ tenant }) => laurel.checks.store.scheduleCheck(tenant, now)));
    all.push(...some.map(({ tenant }) => tenant));
  }
  return all;
}
