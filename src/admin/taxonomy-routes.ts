import { Router, type Request } from 'express';
import { z } from 'zod';
import { FAMILY_NAMES } from '../achievements/index.js';
import { LaurelError } from '../base/index.js';
import { FACETS, type Term } from '../skills/index.js';
import { problemText } from '../web/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import { skillOwnerOf } from './skill-routes.js';
import type { Visitor, Visitors } from './visitor.js';

const TAXONOMY = '/admin/taxonomy';

const addForm = z.object({ facet: z.enum(FACETS), name: z.string().max(300) });
const changeForm = z.object({
  do: z.enum(['save', 'up', 'retire', 'restore']),
  name: z.string().max(300).optional(),
  family: z.string().max(40).optional(),
});
const doneQuery = z.object({
  done: z.enum(['added', 'changed', 'retired']).optional().catch(undefined),
  term: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional()
    .catch(undefined),
});

/** The page on which administrators name the kinds, categories and levels of their badges. */
export function createTaxonomyRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { skills, achievements } = deps;
  const { taxonomy } = skills;
  const router = Router();

  async function rowsOf(req: Request, terms: readonly Term[]) {
    const keyOf = ({ facet, id }: Term) => `${facet}:${id}`;
    const counts = await achievements.countByTerms(terms.map(keyOf));
    return terms.map((term, at) => ({
      ...term,
      action: `${TAXONOMY}/${term.id}`,
      isRetired: term.retiredAt !== undefined,
      isFirst: at === 0,
      used: req.t('skills.taxonomy.used', { count: counts.get(keyOf(term)) ?? 0 }),
    }));
  }

  async function showPage(req: Request, visitor: Visitor, more: object = {}, status = 200) {
    const terms = await taxonomy.list(skillOwnerOf(visitor));
    const facets = await Promise.all(
      FACETS.map(async (facet) => ({
        facet,
        title: req.t(`skills.taxonomy.${facet}.title`),
        help: req.t(`skills.taxonomy.${facet}.help`),
        hasSeries: facet === 'category',
        rows: await rowsOf(
          req,
          terms.filter((one) => one.facet === facet),
        ),
      })),
    );
    const { done, term } = doneQuery.parse(req.query);
    const families = [
      { value: '', label: req.t('skills.taxonomy.noSeries') },
      ...FAMILY_NAMES.map((value) => ({ value, label: req.t(`studio.family.${value}`) })),
    ];
    const model = {
      title: req.t('skills.taxonomy.title'),
      facets,
      families,
      done: done && req.t(`skills.taxonomy.done.${done}`),
      undo: done === 'retired' && term !== undefined ? `${TAXONOMY}/${term}` : undefined,
      ...more,
    };
    if (req.res)
      await show(req, req.res, visitor, {
        view: 'admin/taxonomy',
        current: 'taxonomy',
        model,
        status,
      });
  }

  /** Does something, and shows the page with what was wrong where the taxonomy refuses it. */
  async function attempt(req: Request, visitor: Visitor, act: () => Promise<string>) {
    try {
      const to = await act();
      req.res?.redirect(303, to);
    } catch (error) {
      if (!(error instanceof LaurelError) || ![409, 422].includes(error.status)) throw error;
      await showPage(req, visitor, { wrong: problemText(req.t, error) }, error.status);
    }
  }

  router.get(TAXONOMY, async (req) => showPage(req, await visitors.require(req)));

  router.post(TAXONOMY, async (req) => {
    const visitor = await visitors.requireToAct(req);
    const { facet, name } = addForm.catch({ facet: 'kind', name: '' }).parse(req.body);
    await attempt(req, visitor, async () => {
      await taxonomy.add(skillOwnerOf(visitor), facet, name, visitor.actor);
      return `${TAXONOMY}?done=added`;
    });
  });

  router.post(`${TAXONOMY}/:id`, async (req) => {
    const visitor = await visitors.requireToAct(req);
    const owner = skillOwnerOf(visitor);
    const { id } = req.params;
    const asked = changeForm.catch({ do: 'save' }).parse(req.body);
    await attempt(req, visitor, async () => {
      const all = await taxonomy.list(owner);
      const before = all.find((one) => one.id === id);
      const peers = all.filter(({ facet }) => facet === before?.facet);
      const family = FAMILY_NAMES.includes(asked.family ?? '') ? asked.family : null;
      const changes = {
        save: { name: asked.name, family: before?.facet === 'category' ? family : undefined },
        up: { place: Math.max(0, peers.findIndex((one) => one.id === id) - 1) },
        retire: { isRetired: true },
        restore: { isRetired: false },
      };
      await taxonomy.change(owner, id, changes[asked.do], visitor.actor);
      const done = asked.do === 'retire' ? `retired&term=${id}` : 'changed';
      return `${TAXONOMY}?done=${done}`;
    });
  });

  return router;
}
