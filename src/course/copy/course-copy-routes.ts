import { createHash } from 'node:crypto';
import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Context } from '../../lti/index.js';
import { parseForm } from '../../web/index.js';
import { requireDesigner } from '../visit/badge-policy.js';
import { answerCopyOffer, BY_HAND, bringFrom, type BringDeps } from './copy-rules.js';
import { instructorActs, instructorLooks, type Visit } from '../visit/visit.js';
import type { CourseDeps } from '../visit/course-deps.js';

const offerForm = z.object({ do: z.enum(['bring', 'leave']) });
const bringForm = z.object({
  from: z.string().max(40).default(''),
  /** One badge of any of the courses, by its rule. */
  badge: z.string().max(40).default(''),
});

/** Encodes a course's ids for a form field. */
const courseKeyOf = ({ deploymentId, contextId }: Context): string =>
  createHash('sha256')
    .update(JSON.stringify([deploymentId, contextId]))
    .digest('hex')
    .slice(0, 16);

interface Offered {
  readonly key: string;
  readonly context: Context;
  readonly badges: readonly { readonly ruleId: string; readonly name: string }[];
}

const titleOf = ({ title, contextId }: Context): string => title || contextId;

/** The routes that copy badges from another course of the same deployment that the same person teaches. */
export function createCourseCopyRoutes(deps: BringDeps & Pick<CourseDeps, 'web'>): Router {
  const { web } = deps;

  /** Lists the other courses of this person that have badges. */
  async function offersOf({ launch, course }: Visit): Promise<Offered[]> {
    const taught = await deps.lti.contexts.taughtBy(course, launch.user.id);
    const others = taught.filter(({ contextId }) => contextId !== course.contextId);
    const ids = others.map(({ contextId }) => contextId);
    const rules = ids.length === 0 ? [] : await deps.rules.listIn(course, ids, BY_HAND);
    const versions = await deps.achievements.findVersions(
      rules.map(({ achievementId, achievementVersion: version }) => ({ achievementId, version })),
    );
    const nameOf = new Map(versions.map((each) => [each.achievementId, each.content.name]));
    const offers = others.map((context): Offered => {
      const badges = rules.flatMap(({ id, tenant, achievementId }) => {
        const name = tenant.contextId === context.contextId ? nameOf.get(achievementId) : undefined;
        return name === undefined ? [] : [{ ruleId: id, name }];
      });
      return { key: courseKeyOf(context), context, badges };
    });
    return offers.filter((offer) => offer.badges.length > 0);
  }

  const modelOf = ({ t }: Visit, offers: readonly Offered[]) => ({
    title: t('awards.bring.title'),
    courses: offers.map(({ key, context, badges }) => ({
      value: key,
      label: titleOf(context),
      help: badges.map(({ name }) => name).join(' · '),
    })),
    badges: [
      { value: '', label: t('awards.bring.all') },
      ...offers.flatMap(({ context, badges }) =>
        badges.map(({ ruleId, name }) => ({
          value: ruleId,
          label: t('awards.bring.oneOf', { name, course: titleOf(context) }),
        })),
      ),
    ],
  });

  const show: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    await requireDesigner(deps, visit);
    const form = { values: {}, errors: {} };
    web.page(res, 'awards/bring', { ...modelOf(visit, await offersOf(visit)), form });
  };

  const bring: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const offers = await offersOf(visit);
    const form = parseForm(req, bringForm);
    const { from, badge } = form.ok ? form.value : { from: '', badge: '' };
    // A badge says which course it is of.
    const chosen = offers.find(({ key, badges }) =>
      badge === '' ? key === from : badges.some(({ ruleId }) => ruleId === badge),
    );
    if (!chosen) {
      const errors = { from: visit.t('awards.bring.choose') };
      const model = { ...modelOf(visit, offers), form: { values: {}, errors }, hasErrors: true };
      return web.page(res, 'awards/bring', model, { status: 422 });
    }
    await bringFrom(deps, visit.course, chosen.context, visit.actor, badge || undefined);
    web.proceed(res, '/course?done=brought');
  };

  /** Takes an instructor's answer to the offer that follows from Canvas's content history. */
  const answer: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const form = parseForm(req, offerForm);
    const does = form.ok ? form.value.do : 'leave';
    await answerCopyOffer(deps, visit.launch, visit.actor, does);
    web.proceed(res, does === 'bring' ? '/course?done=brought' : '/course');
  };

  const routes = Router();
  routes.post('/course/bring/offer', answer);
  routes.get('/course/bring', show);
  routes.post('/course/bring', bring);
  return routes;
}
