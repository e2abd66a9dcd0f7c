import { Router, type Request, type RequestHandler } from 'express';
import { givingKey, personKey } from '../awards/index.js';
import type { CheckOutcome } from '../checks/index.js';
import { personIdOf } from '../people/index.js';
import { doneNotice, learnerActs, learnerLooks, paramOf, type Visit } from '../course/index.js';
import { createBadgeRoutes, unknownBadge, type Held } from './badge-routes.js';
import { holderOf } from './holder.js';
import type { LearnerDeps } from './learner-deps.js';
import { buildSkillsPage } from './my-skills.js';
import { buildMyPage } from './learner-page.js';
import { createRecordPageRoutes, type RecordHolder } from './record-routes.js';

/** @returns the code of the notice that tells how a learner's own check ended */
function doneOf(checked: CheckOutcome): string {
  if (checked.busy) return 'checking';
  if (checked.failure) return 'unread';
  return checked.isAbsent ? 'absent' : 'checked';
}

/** The routes of a learner's own badges, what is still to be earned, and who may see them. */
export function createLearnerRoutes(deps: LearnerDeps): Router {
  const { web } = deps;

  const showMine: RequestHandler = async (req, res) => {
    const visit = await learnerLooks(deps, req);
    const page = await buildMyPage(deps, visit);
    // The page itself says that grades could not be read, and of when those shown are: no second notice says so.
    const done = page.unread && req.query.done === 'unread' ? undefined : doneNotice(req);
    web.page(res, 'awards/my', { ...page, done });
  };

  const showSkills: RequestHandler = async (req, res) => {
    const visit = await learnerLooks(deps, req);
    const { platformId, user } = visit.launch;
    const mine = await deps.awards.listByPerson(personKey(platformId, user.id));
    const page = await buildSkillsPage(deps, visit, mine, ({ id }) => `/my/badges/${id}`);
    web.page(res, 'awards/my-skills', page);
  };

  const checkMine: RequestHandler = async (req, res) => {
    const { course, launch } = await learnerActs(deps, req);
    const checked = await deps.check(course, { userId: launch.user.id });
    web.proceed(res, `/my?done=${doneOf(checked)}`);
  };

  /** Finds the learner's own award and its credential. @throws NotFound for an award of anybody else */
  const findHeld = async (req: Request, visit: Visit): Promise<Held> => {
    const { platformId, user } = visit.launch;
    const mine = await deps.awards.listByPerson(personKey(platformId, user.id));
    const award = mine.find((each) => each.id === paramOf(req, 'id'));
    const credential = award && (await deps.credentials.findByAward(givingKey(award)));
    if (!award || !credential) throw unknownBadge();
    return { holder: holderOf(visit), award, credential };
  };

  const recordsOf = async ({ launch }: Visit): Promise<RecordHolder> => {
    const personId = personIdOf(launch.platformId, launch.user.id);
    return { owner: { personId }, known: await deps.credentials.listByPerson(personId) };
  };

  const routes = Router();
  routes.get('/my', showMine);
  routes.get('/my/skills', showSkills);
  routes.post('/my/check', checkMine);
  routes.use(
    createBadgeRoutes(deps, {
      base: '/my/badges',
      view: 'awards/my-badge',
      looks: async (req) => findHeld(req, await learnerLooks(deps, req)),
      acts: async (req) => findHeld(req, await learnerActs(deps, req)),
      around: () => ({}),
    }),
  );
  routes.use(
    createRecordPageRoutes(deps, {
      base: '/my/record',
      view: 'awards/my-record',
      looks: async (req) => recordsOf(await learnerLooks(deps, req)),
      acts: async (req) => recordsOf(await learnerActs(deps, req)),
      around: () => ({}),
    }),
  );
  return routes;
}
