import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import {
  designRightsOf,
  instructorActs,
  instructorLooks,
  paramOf,
  requireDesigner,
  type Visit,
} from '../../course/index.js';
import { hideAddress, parseForm } from '../../web/index.js';
import { linkOver, unknownEndorsement } from '../give/give-deps.js';
import { setHidden } from '../give/give.js';
import { invite, linkOf } from '../give/invite.js';
import { INVITED_DAYS } from '../model/invitation.js';
import { buildCoursePage } from './course-page.js';
import type { CoursePageDeps } from './page-deps.js';

const inviteForm = z.object({
  achievement: z.string().min(1).max(64),
  invitee: z.string().trim().min(1).max(120),
  to: z.union([z.literal(''), z.email().max(254)]).default(''),
  days: z.coerce.number().refine((n) => (INVITED_DAYS as readonly number[]).includes(n)),
});
const DONE = ['withdrawn', 'hidden', 'shown'] as const;
const NOTHING = { values: { days: '30' }, errors: {} };

/** The page on which a course's badges are offered for endorsement, by whom the platform's policy lets design badges. */
export function createCourseRoutes(deps: CoursePageDeps): Router {
  const { web, invitations, endorsements } = deps;
  const routes = Router();

  async function show(
    req: Request,
    res: Response,
    visit: Visit,
    {
      status = 200,
      form = NOTHING,
      made,
    }: {
      readonly status?: number;
      readonly form?: object;
      readonly made?: string;
    } = {},
  ): Promise<void> {
    const { mayDesign } = await designRightsOf(deps, visit);
    const done = DONE.find((one) => one === req.query['done']);
    const page = await buildCoursePage(deps, visit.course, req.t);
    web.page(
      res,
      'endorsements/course',
      {
        ...page,
        mayDesign,
        form,
        made,
        done: done && req.t(`endorsements.course.done.${done}`),
        isFormsAddress: true,
      },
      { status },
    );
  }

  const look: RequestHandler = async (req, res) => show(req, res, await instructorLooks(deps, req));

  const add: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const typed = parseForm(req, inviteForm);
    if (!typed.ok) return show(req, res, visit, { status: 422, form: typed });
    const { achievement, invitee, to, days } = typed.value;
    const { course: owner, actor } = visit;
    const { latestVersion } = await deps.achievements.getOwn(owner, achievement);
    if (latestVersion === 0) throw unknownEndorsement();
    const invitation = await invite(deps, {
      owner,
      achievementId: achievement,
      version: latestVersion,
      invitee,
      actor,
      days,
      to: to === '' ? undefined : to,
      locale: visit.locale,
    });
    hideAddress(res);
    await show(req, res, visit, { made: linkOf(deps, invitation) });
  };

  const withdraw: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const found = await invitations.find(paramOf(req, 'id'));
    if (found === null || !isOf(visit, found.owner)) throw linkOver();
    if (await invitations.end(found.id, 'withdrawn'))
      await deps.audit.record({
        ...found.owner,
        actor: visit.actor,
        action: 'endorsement.withdrawn',
        subject: `achievement:${found.achievementId}`,
        details: { name: found.invitee },
      });
    web.proceed(res, '/course/endorsements?done=withdrawn');
  };

  const hide =
    (isHidden: boolean): RequestHandler =>
    async (req, res) => {
      const visit = await instructorActs(deps, req);
      await requireDesigner(deps, visit);
      const found = await endorsements.find(paramOf(req, 'id'));
      if (found === null || !isOf(visit, found.owner)) throw unknownEndorsement();
      await setHidden(deps, found, isHidden, visit.actor);
      web.proceed(res, `/course/endorsements?done=${isHidden ? 'hidden' : 'shown'}`);
    };

  routes.get('/course/endorsements', look);
  routes.post('/course/endorsements', add);
  routes.post('/course/endorsements/invitations/:id/withdraw', withdraw);
  routes.post('/course/endorsements/:id/hide', hide(true));
  routes.post('/course/endorsements/:id/show', hide(false));
  return routes;
}

const isOf = ({ course }: Visit, owner: Visit['course']): boolean =>
  course.platformId === owner.platformId &&
  course.deploymentId === owner.deploymentId &&
  course.contextId === owner.contextId;
