import { Router, type Request } from 'express';
import { z } from 'zod';
import { displayNames, LaurelError, NotFound, UNDO_MS } from '../base/index.js';
import {
  INSTALLATION,
  MOST_SKILL_FILE,
  type Framework,
  type Load,
  type SkillOwner,
} from '../skills/index.js';
import { parseForm, problemText, readUpload, type RouteBody } from '../web/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import type { Visitor, Visitors } from './visitor.js';

const SKILLS = '/admin/skills';

/** The bodies of these pages that are no small forms. */
export const SKILL_BODIES: readonly RouteBody[] = [
  { path: SKILLS, read: [readUpload({ bytes: MOST_SKILL_FILE + 65_536, files: 1, fields: 10 })] },
];

const loadForm = z.object({
  url: z.string().trim().max(2_000).default(''),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .catch('en'),
});
const LOADS_SHOWN = 10;
const USERS_SHOWN = 20;
const FOUND_SHOWN = 20;
/** Of files that do not say their language: those of the European Union, where ESCO's are made, and Arabic. */
const LANGUAGES =
  'ar bg cs da de el en es et fi fr ga hr hu is it lt lv mt nl no pl pt ro sk sl sv uk'.split(' ');

/** Whose frameworks a visitor looks after: the operator the installation's, an administrator their platform's or deployment's. */
export const skillOwnerOf = ({ platformId, deploymentId }: Visitor): SkillOwner =>
  platformId === null ? INSTALLATION : { platformId, deploymentId: deploymentId ?? '' };

const unknownLoad = () =>
  new NotFound('framework_unknown', 'There is no such framework here.', {
    action: 'Go back to the list.',
  });

const countOf = ({ counts }: Framework): number => Math.max(0, ...Object.values(counts));

const rowOf = (one: Framework) => ({
  ...one,
  href: `${SKILLS}/${one.id}`,
  count: countOf(one),
});

/** The pages on which administrators load frameworks of skills, look into them and remove them. */
export function createSkillRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { skills, achievements } = deps;
  const router = Router();

  async function showList(req: Request, visitor: Visitor, more: object = {}, status = 200) {
    const owner = skillOwnerOf(visitor);
    const [own, shared, loads] = await Promise.all([
      skills.listOwn(owner),
      visitor.platformId === null ? [] : skills.listOwn(INSTALLATION),
      skills.loads.list(owner, LOADS_SHOWN),
    ]);
    const now = deps.clock.now().getTime();
    const model = {
      title: req.t('skills.admin.title'),
      rows: own.filter(({ removedAt }) => removedAt === undefined).map(rowOf),
      removed: own.flatMap(({ id, name, removedAt }) =>
        removedAt !== undefined && removedAt.getTime() + UNDO_MS > now
          ? [
              {
                name,
                action: `${SKILLS}/${id}/restore`,
                until: new Date(removedAt.getTime() + UNDO_MS),
              },
            ]
          : [],
      ),
      shared: shared.filter(({ removedAt }) => removedAt === undefined).map(rowOf),
      loads: loads.map((load) => ({
        ...load,
        href: `${SKILLS}/loads/${load.id}`,
        stateText: req.t(`skills.state.${load.state}`),
      })),
      languages: LANGUAGES.map((value) => ({
        value,
        label: displayNames(req.locale.tag, { type: 'language' }).of(value) ?? value,
      })),
      form: { values: { language: req.locale.code }, errors: {} },
      ...more,
    };
    if (req.res)
      await show(req, req.res, visitor, { view: 'admin/skills', current: 'skills', model, status });
  }

  router.get(SKILLS, async (req) => showList(req, await visitors.require(req)));

  router.post(SKILLS, async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const parsed = parseForm(req, loadForm);
    if (!parsed.ok) return showList(req, visitor, { form: parsed }, 422);
    const { url, language } = parsed.value;
    const file = req.files?.['file'];
    const owner = skillOwnerOf(visitor);
    const source =
      file === undefined && url !== ''
        ? { url }
        : { file: file && { name: file.filename, bytes: new Uint8Array(file.bytes) } };
    try {
      const { id } = await skills.loads.begin({ owner, actor: visitor.actor, language, ...source });
      res.redirect(303, `${SKILLS}/loads/${id}`);
    } catch (error) {
      if (!(error instanceof LaurelError) || error.status >= 500) throw error;
      const errors = { [url === '' ? 'file' : 'url']: problemText(req.t, error) };
      await showList(req, visitor, { form: { ok: false, values: { url, language }, errors } }, 422);
    }
  });

  router.get(`${SKILLS}/loads/:id`, async (req, res) => {
    const visitor = await visitors.require(req);
    const load = await skills.loads.find(skillOwnerOf(visitor), req.params.id);
    if (load === null) throw unknownLoad();
    await show(req, res, visitor, {
      view: 'admin/skill-load',
      current: 'skills',
      model: loadModel(req, load),
    });
  });

  /** A framework that a visitor may see: their own, or the installation's. */
  async function find(visitor: Visitor, id: string): Promise<[Framework, boolean]> {
    const owner = skillOwnerOf(visitor);
    try {
      return [await skills.getOwn(owner, id), true];
    } catch (error) {
      if (!(error instanceof NotFound) || visitor.platformId === null) throw error;
      return [await skills.getOwn(INSTALLATION, id), false];
    }
  }

  router.get(`${SKILLS}/:id`, async (req, res) => {
    const visitor = await visitors.require(req);
    const [framework, isOwn] = await find(visitor, req.params.id);
    const { q } = z.object({ q: z.string().trim().max(200).catch('') }).parse(req.query);
    const { platformId, deploymentId } = visitor;
    const users = await achievements.listBySkills(
      framework.id,
      platformId === null ? null : { platformId, deploymentId },
      USERS_SHOWN + 1,
    );
    const text = { text: q, language: req.locale.code, limit: FOUND_SHOWN };
    const found = q === '' ? [] : await skills.searchIn(framework, text);
    await show(req, res, visitor, {
      view: 'admin/framework',
      current: 'skills',
      model: {
        title: framework.name,
        framework,
        base: `${SKILLS}/${framework.id}`,
        isOwn: isOwn && framework.removedAt === undefined,
        q,
        found,
        counts: Object.entries(framework.counts).map(([language, count]) => ({ language, count })),
        users: users.slice(0, USERS_SHOWN),
        hasMore: users.length > USERS_SHOWN,
      },
    });
  });

  router.post(`${SKILLS}/:id/:step`, async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const { actor } = visitor;
    const { id, step } = req.params;
    const owner = skillOwnerOf(visitor);
    const { address } = await skills.getOwn(owner, id);
    if (step === 'remove') await skills.remove(owner, id, actor);
    else if (step === 'restore') await skills.restore(owner, id, actor);
    else if (step === 'again' && address !== undefined) {
      const load = await skills.loads.begin({ owner, actor, url: address });
      return res.redirect(303, `${SKILLS}/loads/${load.id}`);
    } else throw unknownLoad();
    res.redirect(303, SKILLS);
  });

  return router;
}

/** The page of a load: how far it is, what was left out and why, or why nothing came. */
function loadModel(req: Request, load: Load) {
  const { state, problem, frameworkId, frameworkName, odd, oddCount, skills, retired } = load;
  return {
    title: req.t('skills.load.title'),
    load,
    path: `${SKILLS}/loads/${load.id}`,
    isBusy: state === 'waiting' || state === 'reading',
    written: req.t('skills.load.written', { count: skills }),
    problem: problem && {
      title: req.t(`skills.problem.${problem}.title`),
      text: req.t(`skills.problem.${problem}.text`),
    },
    done:
      state === 'done'
        ? req.t('skills.load.done', { count: skills, name: frameworkName ?? '' })
        : undefined,
    retired: retired > 0 ? req.t('skills.load.retired', { count: retired }) : undefined,
    framework:
      frameworkId === undefined
        ? undefined
        : { href: `${SKILLS}/${frameworkId}`, name: frameworkName },
    odd: odd.map((one) => ({ ...one, why: req.t(`skills.odd.${one.code}`) })),
    left: oddCount > 0 ? req.t('skills.load.left', { count: oddCount }) : undefined,
    more:
      oddCount > odd.length
        ? req.t('skills.load.more', { count: oddCount - odd.length })
        : undefined,
  };
}
