import { Router, type Request } from 'express';
import { dayIn } from '../rules/index.js';
import { addUp, countedSince, drawBars, rowsOfUses, weekEnds } from '../usage/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import { withinOf, type Visitor, type Visitors, type Within } from './visitor.js';

type CountDeps = Pick<AdminDeps, 'clock' | 'lti' | 'usage' | 'awards'>;
type Place = NonNullable<Within>;

/** Models the pictures and tables of one platform, or of one deployment. */
async function chartsOf(deps: CountDeps, req: Request, place: Place) {
  const now = deps.clock.now();
  const isRightToLeft = req.locale.dir === 'rtl';
  const words = { t: req.t, locale: req.locale.tag };
  const [first, ...ends] = weekEnds(now);
  const starts = [first ?? now, ...ends];
  const [uses, ...given] = await Promise.all([
    deps.usage.ofPlatform(place, countedSince(now)),
    ...ends.map((end, at) => deps.awards.store.countGiven(place, starts[at] ?? now, end)),
  ]);
  const weeks = given.map((value, at) => ({ label: dayIn(words, starts[at] ?? now), value }));
  return [
    {
      title: req.t('desk.counts.weeks'),
      head: req.t('desk.counts.week'),
      rows: weeks,
      picture: drawBars(weeks, isRightToLeft),
    },
    {
      title: req.t('desk.counts.uses'),
      text: req.t('desk.counts.usesText'),
      head: req.t('desk.counts.use'),
      rows: rowsOfUses(uses, req.t, isRightToLeft),
    },
  ];
}

/** Models the table of platforms, for the operator, who sees several. */
async function rowsOf(
  deps: CountDeps,
  req: Request,
  platforms: readonly { id: string; name: string }[],
) {
  const now = deps.clock.now();
  const since = countedSince(now);
  return Promise.all(
    platforms.map(async ({ id, name }) => {
      const [given, uses] = await Promise.all([
        deps.awards.store.countGiven({ platformId: id }, since, now),
        deps.usage.ofPlatform({ platformId: id }, since),
      ]);
      return {
        name,
        href: `/admin/counts?platform=${encodeURIComponent(id)}`,
        given,
        uses: addUp(uses).map(({ group, total }) => ({
          label: req.t(`desk.counts.group.${group}`),
          total,
        })),
      };
    }),
  );
}

/** The route of the numbers of a platform; the operator sees every platform's, an LMS administrator their own. */
export function createCountRoutes(deps: CountDeps, visitors: Visitors, show: ShowPage): Router {
  const router = Router();

  /** Which platform is shown: the visitor's own, or the one that the operator chose. */
  async function placeOf(req: Request, visitor: Visitor): Promise<Place | null> {
    const own = withinOf(visitor);
    const { platform: chosen } = req.query;
    if (own !== null || typeof chosen !== 'string') return own;
    return { platformId: (await visitors.platform(visitor, chosen)).id };
  }

  router.get('/admin/counts', async (req, res) => {
    const visitor = await visitors.require(req);
    const all = (await deps.lti.platforms.list()).filter(({ id }) =>
      [null, id].includes(visitor.platformId),
    );
    const asked = await placeOf(req, visitor);
    const [only] = all.length === 1 ? all : [];
    const place = asked ?? (only ? { platformId: only.id } : null);
    const current = all.find(({ id }) => id === place?.platformId);
    await show(req, res, visitor, {
      view: 'admin/counts',
      current: 'counts',
      model: {
        title: req.t('desk.counts.platformTitle'),
        platform: current?.name,
        isOne: place !== null,
        hasOthers: visitor.platformId === null && all.length > 1,
        heads: addUp([]).map(({ group }) => req.t(`desk.counts.group.${group}`)),
        charts: place === null ? [] : await chartsOf(deps, req, place),
        platforms: place === null ? await rowsOf(deps, req, all) : [],
      },
    });
  });

  return router;
}
