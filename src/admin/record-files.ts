import { Router, type Request, type Response } from 'express';
import { csvLine } from '../base/index.js';
import { sendLines } from '../web/index.js';
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

  async function openFile(res: Response, name: string) {
    const platforms = await deps.lti.platforms.list();
    const names = new Map(platforms.map((platform) => [platform.id, platform.name]));
    res.setHeader('Content-Disposition', `attachment; filename="${name}"`);
    res.type('text/csv; charset=utf-8');
    return (id: string) => names.get(id) ?? id;
  }

  const cellsOf = (person: string, { id, platformId }: RecordPerson, badge: RecordBadge) => [
    ...[platformId, id, person, badge.name, badge.achievementId, badge.standing],
    ...[badge.awardedAt, badge.validUntil, badge.credits?.toString(), badge.hours?.toString()],
  ];

  router.get('/admin/record.csv', async (req, res) => {
    const visitor = await visitors.require(req);
    const { scope, person, at, after, day } = await readQuery(deps, visitor, req);
    const platformOf = await openFile(res, `laurel-record-${day}.csv`);
    const read = (from: string): Promise<HeldPage> =>
      person ? heldByOne(deps, scope, person.key, at) : heldPage(deps, scope, at, from);
    const linesOf = ({ person: who, badges }: HeldPage['lines'][number]): string => {
      const { credits, hours } = totalsOf(badges);
      const shown = { ...who, platformId: platformOf(who.platformId) };
      const cells = badges.map((badge) => cellsOf(nameOf(req, who), shown, badge));
      return cells.map((line) => csvLine([...line, String(credits), String(hours)])).join('');
    };
    await sendLines(
      res,
      (async function* () {
        yield csvLine([...COLUMNS, ...TOTALS]);
        for (let from: string | undefined = after; from !== undefined;) {
          const page: HeldPage = await read(from);
          yield page.lines.map(linesOf).join('');
          from = page.nextKey;
        }
      })(),
    );
  });

  router.get('/admin/record/ending.csv', async (req, res) => {
    const visitor = await visitors.require(req);
    const { scope, person, days, place } = await readQuery(deps, visitor, req);
    const from = deps.clock.now();
    const until = new Date(from.getTime() + days * DAY_MS);
    const platformOf = await openFile(res, 'laurel-record-ending.csv');
    const read = (after: EndPlace | undefined): Promise<EndingPage> =>
      person
        ? endingOfOne(deps, scope, person.key, { from, until })
        : endingPage(deps, scope, { from, until, after });
    const lineOf = ({ person: who, badge }: EndingPage['lines'][number]): string => {
      const shown = { ...who, platformId: platformOf(who.platformId) };
      return csvLine(cellsOf(nameOf(req, who), shown, badge));
    };
    await sendLines(
      res,
      (async function* () {
        yield csvLine(COLUMNS);
        let next: EndPlace | undefined = place;
        do {
          const page: EndingPage = await read(next);
          yield page.lines.map(lineOf).join('');
          next = page.next;
        } while (next !== undefined);
      })(),
    );
  });

  return router;
}
