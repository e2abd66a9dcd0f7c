import { z } from 'zod';
import type { CourseKey } from '../../grades/index.js';
import type { Context } from '../../lti/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { courseId, courseOfId } from '../course-id.js';
import { listQuery, pageOver, pageReply } from '../http/cursor.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { visible } from '../http/within.js';
import { at, id, listOf, moment } from '../schemas/common.js';

const TAG = 'Courses';
const courseSchema = z
  .object({
    id,
    platformId: id,
    deploymentId: z.string(),
    contextId: z.string().meta({ description: 'The id of the LTI context claim.' }),
    title: z.string(),
    label: z.string(),
    lastLaunchAt: moment,
  })
  .meta({ id: 'Course', description: 'A course from which Laurel was opened.' });

const checkSchema = z
  .object({
    checkedAt: moment.optional(),
    nextAt: moment.optional(),
    failuresInARow: z.number().int(),
    failure: z.object({ at: moment, code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'Check', description: 'When a course’s grades were last read, and how that went.' });

const toCourse = (context: Context): z.input<typeof courseSchema> => ({
  id: courseId(context),
  platformId: context.platformId,
  deploymentId: context.deploymentId,
  contextId: context.contextId,
  title: context.title,
  label: context.label,
  lastLaunchAt: context.lastLaunchAt.toISOString(),
});

/** Courses, and checks of their grades. */
export function courseEndpoints(deps: ResourceDeps): Endpoint[] {
  const { lti, checks } = deps;
  const find = async ({ within, params }: Call): Promise<Context> => {
    const key = visible(within, courseOfId(params['id'] ?? ''), (course) => course);
    return visible(within, await lti.contexts.find(key), (course) => course);
  };
  const readCheck = async (key: CourseKey): Promise<z.input<typeof checkSchema>> => {
    const check = await checks.store.get(key);
    if (check === null) return { failuresInARow: 0 };
    const { checkedAt, nextAt, failures, failure } = check;
    return {
      checkedAt: at(checkedAt),
      nextAt: at(nextAt),
      failuresInARow: failures,
      failure: failure && {
        at: failure.at.toISOString(),
        code: failure.code,
        message: failure.message,
      },
    };
  };
  const keyOf = ({ platformId, deploymentId, contextId }: Context): CourseKey => ({
    platformId,
    deploymentId,
    contextId,
  });

  return [
    endpoint({
      method: 'get',
      path: '/courses',
      id: 'listCourses',
      tag: TAG,
      summary: 'List courses',
      scope: 'courses:read',
      query: listQuery,
      answer: { status: 200, schema: listOf(courseSchema) },
      problems: [404],
      async run({ within, query }) {
        const page = await pageOver(
          deps.listTenants,
          within,
          query,
          (tenant, after, limit) => lti.contexts.listByTenant(tenant, after, limit),
          (context) => context.contextId,
        );
        return pageReply(page, toCourse);
      },
    }),
    endpoint({
      method: 'get',
      path: '/courses/{id}',
      id: 'getCourse',
      tag: TAG,
      summary: 'Read a course',
      scope: 'courses:read',
      answer: { status: 200, schema: courseSchema },
      problems: [404],
      run: async (call) => ({ value: toCourse(await find(call)) }),
    }),
    endpoint({
      method: 'get',
      path: '/courses/{id}/check',
      id: 'getCheck',
      tag: TAG,
      summary: 'Read when a course’s grades were last read, and how that went',
      scope: 'courses:read',
      answer: { status: 200, schema: checkSchema },
      problems: [404],
      run: async (call) => ({ value: await readCheck(keyOf(await find(call))) }),
    }),
    endpoint({
      method: 'post',
      path: '/courses/{id}/checks',
      id: 'askForCheck',
      tag: TAG,
      summary: 'Have a course’s grades read as soon as a worker is free',
      scope: 'courses:write',
      answer: { status: 202, schema: checkSchema },
      problems: [404],
      async run(call) {
        const key = keyOf(await find(call));
        await checks.queue(key);
        return { value: await readCheck(key) };
      },
    }),
  ];
}
