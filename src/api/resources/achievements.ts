import { z } from 'zod';
import type { ListedAchievement } from '../../achievements/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { courseOfId } from '../course-id.js';
import { listQuery, pageOver, pageReply } from '../http/cursor.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { visible } from '../http/within.js';
import {
  achievementSchema,
  contentSchema,
  newAchievement,
  toAchievement,
  toVersion,
  versionSchema,
} from '../schemas/achievement.js';
import { listOf } from '../schemas/common.js';
import { changedMeanwhile } from './rules.js';

const TAG = 'Achievements';

/** What can be earned: drafts, and the versions that badges name. */
export function achievementEndpoints(deps: ResourceDeps): Endpoint[] {
  const { achievements, lti } = deps;
  const { publicUrl } = deps.settings;
  const reply = (found: ListedAchievement) => ({
    value: toAchievement(found),
    revision: `a${found.revision}`,
  });
  const find = async ({ within, params }: Call): Promise<ListedAchievement> => {
    const found = await achievements.find(params['id'] ?? '');
    const { id, owner } = visible(within, found, (one) => one.owner);
    return achievements.getOwn(owner, id);
  };

  return [
    endpoint({
      method: 'get',
      path: '/achievements',
      id: 'listAchievements',
      tag: TAG,
      summary: 'List achievements',
      scope: 'achievements:read',
      query: listQuery,
      answer: { status: 200, schema: listOf(achievementSchema) },
      problems: [404],
      async run({ within, query }) {
        const page = await pageOver(
          deps.listTenants,
          within,
          query,
          (tenant, after, limit) => achievements.listByTenant(tenant, after, limit),
          (found) => found.id,
        );
        return pageReply(page, toAchievement);
      },
    }),
    endpoint({
      method: 'post',
      path: '/achievements',
      id: 'createAchievement',
      tag: TAG,
      summary: 'Make an achievement, as a draft',
      scope: 'achievements:write',
      body: newAchievement,
      answer: { status: 201, schema: achievementSchema },
      problems: [404, 422],
      async run({ within, actor, body }) {
        const key = visible(within, courseOfId(body.courseId), (course) => course);
        // A course is known once somebody has opened the tool in it.
        const owner = visible(within, await lti.contexts.find(key), (course) => course);
        const { id } = await achievements.create(key, body.content, actor);
        return { ...reply(await achievements.getOwn(owner, id)), location: `/achievements/${id}` };
      },
    }),
    endpoint({
      method: 'get',
      path: '/achievements/{id}',
      id: 'getAchievement',
      tag: TAG,
      summary: 'Read an achievement',
      scope: 'achievements:read',
      answer: { status: 200, schema: achievementSchema },
      problems: [404],
      run: async (call) => reply(await find(call)),
    }),
    endpoint({
      method: 'put',
      path: '/achievements/{id}',
      id: 'changeAchievement',
      tag: TAG,
      summary: 'Change what an achievement says, in its draft',
      description: 'Badges that were issued stay as they are.',
      scope: 'achievements:write',
      body: contentSchema,
      needsIfMatch: true,
      answer: { status: 200, schema: achievementSchema },
      problems: [404, 409, 412, 422],
      async run(call) {
        const found = await find(call);
        if (call.ifMatch !== `a${found.revision}`) throw changedMeanwhile();
        await achievements.saveDraft(found.owner, found.id, call.body, found.revision);
        return reply(await achievements.getOwn(found.owner, found.id));
      },
    }),
    endpoint({
      method: 'post',
      path: '/achievements/{id}/publish',
      id: 'publishAchievement',
      tag: TAG,
      summary: 'Fix the draft as a new version',
      description: 'Without a change of meaning it gives the newest version again.',
      scope: 'achievements:write',
      answer: { status: 200, schema: versionSchema },
      problems: [404, 409],
      async run(call) {
        const { owner, id } = await find(call);
        return { value: toVersion(await achievements.publish(owner, id, call.actor), publicUrl) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/achievements/{id}/versions',
      id: 'listVersions',
      tag: TAG,
      summary: 'List the versions of an achievement, the newest first',
      scope: 'achievements:read',
      answer: { status: 200, schema: z.object({ data: z.array(versionSchema) }) },
      problems: [404],
      async run(call) {
        const { id } = await find(call);
        const versions = await achievements.listVersions(id);
        return { value: { data: versions.map((version) => toVersion(version, publicUrl)) } };
      },
    }),
  ];
}
