import { Router, type Request } from 'express';
import { omitUndefined } from '../base/index.js';
import { endingOfOne, endingPage, heldByOne, heldPage } from './record-pages.js';
import { askedAgain, readQuery, type RecordQuery } from './record-query.js';
import { createRecordFiles } from './record-files.js';
import { createRecordPdfs } from './record-pdf/record-pdf-routes.js';
import { whenOf } from './record-pdf/record-sheets.js';
import {
  platformNames,
  totalsOf,
  type RecordBadge,
  type RecordDeps,
  type RecordPerson,
} from './record-rows.js';
import type { Visitors } from './visitor.js';
import type { ShowPage } from './admin-page.js';

const DAY_MS = 86_400_000;

/** The routes of the record for compliance: who held which badge on a day, and whose ends soon; each as a page and as CSV. */
export function createRecordRoutes(deps: RecordDeps, visitors: Visitors, show: ShowPage): Router {
  const router = Router();

  const nameOf = (req: Request, { name }: Pick<RecordPerson, 'name'>): string =>
    name ?? req.t('admin.record.erased');

  /** Leads to the same page about one person or one badge alone. */
  const linkTo = (page: string, query: RecordQuery, more: Record<string, string | undefined>) =>
    `${page}${askedAgain(query, more)}`;

  const filtersOf = (req: Request, query: RecordQuery) =>
    omitUndefined({
      badge: query.badge?.id,
      person: query.person?.id,
      ofBadge: query.badge && req.t('admin.record.ofBadge', { badge: query.badge.name }),
      ofPerson:
        query.person && req.t('admin.record.ofPerson', { person: nameOf(req, query.person) }),
      isFiltered: query.badge !== undefined || query.person !== undefined,
    });

  function badgeRow(req: Request, badge: RecordBadge, href: string) {
    const { name, validUntil, standing } = badge;
    const when = whenOf(req, badge);
    return omitUndefined({ name, href, when, validUntil, isUnknown: standing === 'unknown' });
  }

  router.get('/admin/record', async (req, res) => {
    const visitor = await visitors.require(req);
    const query = await readQuery(deps, visitor, req);
    const { scope, person, at, after, day } = query;
    const { lines, next } = person
      ? await heldByOne(deps, scope, person.key, at)
      : await heldPage(deps, scope, at, after);
    const asked = { on: day };
    const platforms = await platformNames(deps, visitor);
    await show(req, res, visitor, {
      view: 'admin/record',
      current: 'record',
      model: omitUndefined({
        title: req.t('admin.record.title'),
        ...filtersOf(req, query),
        day,
        csv: linkTo('/admin/record.csv', query, asked),
        pdf: linkTo('/admin/record.pdf', query, asked),
        ending: linkTo('/admin/record/ending', query, {}),
        lines: lines.map(({ person: who, badges }) => ({
          name: nameOf(req, who),
          platform: platforms?.get(who.platformId),
          href: who.id && linkTo('/admin/record', query, { ...asked, person: who.id }),
          ...totalsOf(badges),
          badges: badges.map((badge) =>
            badgeRow(
              req,
              badge,
              linkTo('/admin/record', query, { ...asked, badge: badge.achievementId }),
            ),
          ),
        })),
        next: next && linkTo('/admin/record', query, { ...asked, after: next }),
      }),
    });
  });

  router.get('/admin/record/ending', async (req, res) => {
    const visitor = await visitors.require(req);
    const query = await readQuery(deps, visitor, req);
    const { days, place } = query;
    const from = deps.clock.now();
    const range = { from, until: new Date(from.getTime() + days * DAY_MS), after: place };
    const { lines, next } = query.person
      ? await endingOfOne(deps, query.scope, query.person.key, range)
      : await endingPage(deps, query.scope, range);
    const asked = { days: String(days) };
    const platforms = await platformNames(deps, visitor);
    const page = '/admin/record/ending';
    await show(req, res, visitor, {
      view: 'admin/record-ending',
      current: 'record',
      model: omitUndefined({
        title: req.t('admin.record.endingTitle'),
        ...filtersOf(req, query),
        days,
        csv: linkTo('/admin/record/ending.csv', query, asked),
        pdf: linkTo('/admin/record/ending.pdf', query, asked),
        held: linkTo('/admin/record', query, {}),
        lines: lines.map(({ person: who, badge }) => ({
          name: nameOf(req, who),
          platform: platforms?.get(who.platformId),
          href: who.id && linkTo(page, query, { ...asked, person: who.id }),
          badge: badgeRow(
            req,
            badge,
            linkTo(page, query, { ...asked, badge: badge.achievementId }),
          ),
        })),
        next: next && linkTo(page, query, { ...asked, place: `${next.at.getTime()}-${next.id}` }),
      }),
    });
  });

  router.use(createRecordFiles(deps, visitors, nameOf));
  router.use(createRecordPdfs(deps, visitors, nameOf));
  return router;
}
