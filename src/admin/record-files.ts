import { Router, type Request, type Response } from 'express';
import { csvLine } from '../base/index.js';
import type { EndPlace } from '../awards/index.js';
import {
  endingOfOne,
  endingPage,
  heldByOne,
  heldPage,
  type EndingPage,
  type HeldPage,
} from './record-pages.js';
import { readQuery } from './record-query.js';
import { totalsOf, type RecordBadge, type RecordDeps, type RecordPerson } from './record-rows.js';
import type { Visitors } from './visitor.js';

const DAY_MS = 86_400_000;
const COLUMNS = [
  ...['platform', 'personId', 'person', 'badge', 'badgeId', 'state', 'awardedAt', 'validUntil'],
  ...['credits', 'hours'],
];
const TOTALS = ['personCredits', 'personHours'];

type NameOf = (req: Request, person: RecordPerson) => string;

/** The record as CSV files (RFC 4180), whole, written page by page: one line a badge. */
export function createRecordFiles(deps: RecordDeps, visitors: Visitors, nameOf: NameOf): Router {
  const router = Router();

  async function openFile(res: Response, name: string, columns: readonly string[]) {
    const platforms = await deps.lti.platforms.list();
    const names = new Map(platforms.map((platform) => [platform.id, platform.name]));
    res.setHeader('Content-Disposition', `attachment; filename="${name}"`);
    res.type('text/csv; charset=utf-8').write(csvLine(columns));
    return (id: string) => names.get(id) ?? id;
  }

  const cellsOf = (person: string, { id, platformId }: RecordPerson, badge: RecordBadge) => [
    ...[platformId, id, person, badge.name, badge.achievementId, badge.standing],
    ...[badge.awardedAt, badge.validUntil, badge.credits?.toString(), badge.hours?.toString()],
  ];

  router.get('/admin/record.csv', async (req, res) => {
    const visitor = await visitors.require(req);
    const { scope, person, at, after, day } = await readQuery(deps, visitor, req);
    const platformOf = await openFile(res, `laurel-record-${day}.csv`, [...COLUMNS, ...TOTALS]);
    const read = (from: string): Promise<HeldPage> =>
      person ? heldByOne(deps, scope, person.key, at) : heldPage(deps, scope, at, from);
    let page = await read(after);
    for (;;) {
      for (const { person: who, badges } of page.lines) {
        const { credits, hours } = totalsOf(badges);
        const shown = { ...who, platformId: platformOf(who.platformId) };
        for (const badge of badges)
          res.write(
            csvLine([...cellsOf(nameOf(req, who), shown, badge), String(credits), String(hours)]),
          );
      }
      if (page.nextKey === undefined || res.destroyed) break;
      page = await read(page.nextKey);
    }
    res.end();
  });

  router.get('/admin/record/ending.csv', async (req, res) => {
    const visitor = await visitors.require(req);
    const { scope, person, days, place } = await readQuery(deps, visitor, req);
    const from = deps.clock.now();
    const until = new Date(from.getTime() + days * DAY_MS);
    const platformOf = await openFile(res, 'laurel-record-ending.csv', COLUMNS);
    const read = (after: EndPlace | undefined): Promise<EndingPage> =>
      person
        ? endingOfOne(deps, scope, person.key, { from, until })
        : endingPage(deps, scope, { from, until, after });
    let page = await read(place);
    for (;;) {
      for (const { person: who, badge } of page.lines) {
        const shown = { ...who, platformId: platformOf(who.platformId) };
        res.write(csvLine(cellsOf(nameOf(req, who), shown, badge)));
      }
      if (page.next === undefined || res.destroyed) break;
      page = await read(page.next);
    }
    res.end();
  });

  return router;
}
