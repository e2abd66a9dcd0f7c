import { Router, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { InvalidInput, randomId } from '../../base/index.js';
import {
  designRightsOf,
  instructorActs,
  instructorLooks,
  paramOf,
  requireDesigner,
  type Visit,
} from '../../course/index.js';
import { parseForm } from '../../web/index.js';
import { changedMeanwhile, saveDraft } from '../design/publish.js';
import { milestonesOf, type Pathway, type PathwayContent } from '../model/pathway.js';
import { actOn } from './act-on.js';
import { changeDraft, changeForm, withOwnStep, type Change } from './change-draft.js';
import { coverOf } from './cover.js';
import { buildEditPage, buildPartPage } from './edit-page.js';
import { unknownPathway, type PageDeps } from './page-deps.js';
import { buildPeoplePage, decideLoss } from './people-page.js';

const nameForm = z.object({ name: z.string().trim().min(1).max(120) });
const DONE = [
  ...(['saved', 'published', 'started', 'ended', 'resumed', 'undone', 'kept', 'revoked'] as const),
  'submitted',
];

const empty = (name: string, language: string): PathwayContent => ({
  name,
  description: '',
  language,
  groups: [],
  need: { kind: 'all' },
  afterLoss: { policy: 'ask', graceDays: 14 },
});

/** The pages on which pathways of a course are drawn and published, by whom the platform's policy lets design badges. */
export function createCourseRoutes(deps: PageDeps): Router {
  const { web, pathways, clock } = deps;
  const readerOf = (req: Request) => ({ t: req.t, isRtl: req.locale.dir === 'rtl' });
  const doneOf = (req: Request) => {
    const done = DONE.find((one) => one === req.query['done']);
    return done && { kind: 'success', title: req.t(`pathways.done.${done}`) };
  };

  /** Finds a pathway of the course. @throws NotFound `pathway_unknown`, also for another course's */
  async function findOwn(req: Request, { course }: Visit): Promise<Pathway> {
    const found = await pathways.find(paramOf(req, 'id'));
    const isOwn =
      found?.owner.platformId === course.platformId &&
      found.owner.deploymentId === course.deploymentId &&
      found.owner.contextId === course.contextId;
    if (!isOwn) throw unknownPathway();
    return found;
  }

  async function contentOf(pathway: Pathway): Promise<PathwayContent> {
    const version =
      pathway.draft === null ? await pathways.findVersion(pathway.id, pathway.latestVersion) : null;
    const content = pathway.draft ?? version?.content;
    if (content === undefined) throw unknownPathway();
    return content;
  }

  const showList: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const { mayDesign } = await designRightsOf(deps, visit);
    const list = await pathways.list(visit.course);
    web.page(res, 'pathways/course', {
      title: req.t('pathways.title'),
      mayDesign,
      pathways: list.map(({ id, name, state, updatedAt }) => ({
        name,
        href: mayDesign ? `/course/pathways/${id}` : `/course/pathways/${id}/people`,
        state: req.t(`pathways.is.${state}`),
        updatedAt,
      })),
      form: { values: {}, errors: {} },
    });
  };

  const create: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const form = parseForm(req, nameForm);
    if (!form.ok) {
      const model = { title: req.t('pathways.title'), mayDesign: true, pathways: [], form };
      return web.page(res, 'pathways/course', model, { status: 422 });
    }
    const id = randomId();
    const { name } = form.value;
    const { course, actor } = visit;
    await pathways.insert({
      id,
      owner: course,
      state: 'draft',
      latestVersion: 0,
      draft: empty(name, req.locale.code),
      former: null,
      revision: 1,
      name,
      updatedAt: clock.now(),
    });
    const subject = `pathway:${id}`;
    await deps.audit.record({
      ...course,
      actor,
      action: 'pathway.created',
      subject,
      details: { name },
    });
    web.proceed(res, `/course/pathways/${id}`);
  };

  const showEdit: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const { needsApproval } = await requireDesigner(deps, visit);
    const pathway = await findOwn(req, visit);
    const q = typeof req.query['q'] === 'string' ? req.query['q'].slice(0, 300).trim() : undefined;
    const page = await buildEditPage(deps, visit, readerOf(req), pathway, q);
    web.page(res, 'pathways/edit', {
      ...page,
      needsApproval,
      cover: await coverOf(deps, await contentOf(pathway)),
      pageClass: 'wide',
      scripts: ['pathway.js'],
      done: doneOf(req),
    });
  };

  const showPart: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    await requireDesigner(deps, visit);
    const pathway = await findOwn(req, visit);
    const page = buildPartPage(visit, pathway, await contentOf(pathway), paramOf(req, 'part'));
    if (page === null) throw unknownPathway();
    web.page(res, 'pathways/part', page);
  };

  /** What a change makes of the drawing. */
  async function drawn(pathway: Pathway, change: Change): Promise<PathwayContent | null> {
    if (change.do === 'undo') return pathway.former;
    const content = await contentOf(pathway);
    if (change.do !== 'add-step') return changeDraft(content, change);
    const one = await deps.achievements.find(change.id);
    if (one === null || one.latestVersion === 0) return null;
    const { name } = (await deps.achievements.getVersion(one.id, one.latestVersion)).content;
    return withOwnStep(content, change.group, one.id, name);
  }

  const change: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rights = await requireDesigner(deps, visit);
    const pathway = await findOwn(req, visit);
    const form = parseForm(req, changeForm);
    if (!form.ok) throw new InvalidInput('form_unreadable', 'The form could not be read.');
    const to = await actOn(deps, pathway, form.value, visit.actor, rights);
    if (to !== null) return web.proceed(res, to);
    if (form.value.revision !== pathway.revision) throw changedMeanwhile();
    const next = await drawn(pathway, form.value);
    if (next !== null) await saveDraft(deps, pathway, next);
    const mark = form.value.do === 'undo' ? 'undone' : 'saved';
    // Whoever adds one step is likely to add another.
    const place = /^add-(?:step|foreign)$/.test(form.value.do) ? 'add' : 'drawing';
    web.proceed(res, `/course/pathways/${pathway.id}?done=${mark}#${place}`);
  };

  const showPeople: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const pathway = await findOwn(req, visit);
    const { mayDesign } = await designRightsOf(deps, visit);
    const after = typeof req.query['after'] === 'string' ? req.query['after'].slice(0, 64) : '';
    const page = await buildPeoplePage(deps, visit, readerOf(req), pathway, after);
    web.page(res, 'pathways/people', { ...page, mayDesign, done: doneOf(req) });
  };

  const decide: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const pathway = await findOwn(req, visit);
    const form = parseForm(
      req,
      z.object({
        do: z.enum(['keep', 'revoke']),
        person: z.string().max(64),
        achievement: z.string().max(64),
      }),
    );
    if (!form.ok) throw new InvalidInput('form_unreadable', 'The form could not be read.');
    const known = new Set(
      milestonesOf(await contentOf(pathway)).map(({ milestone }) => milestone.achievementId),
    );
    if (known.has(form.value.achievement)) await decideLoss(deps, pathway, form.value, visit.actor);
    const done = form.value.do === 'keep' ? 'kept' : 'revoked';
    web.proceed(res, `/course/pathways/${pathway.id}/people?done=${done}`);
  };

  const routes = Router();
  routes.get('/course/pathways', showList);
  routes.post('/course/pathways', create);
  routes.get('/course/pathways/:id', showEdit);
  routes.post('/course/pathways/:id', change);
  routes.get('/course/pathways/:id/people', showPeople);
  routes.post('/course/pathways/:id/people', decide);
  routes.get('/course/pathways/:id/parts/:part', showPart);
  return routes;
}
