import { Router, type RequestHandler } from 'express';
import { csvLine } from '../../base/index.js';
import { sendLines } from '../../web/index.js';
import type { Rosters } from '../entries/create-rosters.js';
import { tagOf } from '../entries/learner-status.js';
import type { RosterEntry } from '../entries/roster-entry.js';
import type { RosterEntryStore } from '../entries/roster-entry-store.js';
import { parseRosterQuery, type RosterQuery } from '../roster/roster-query.js';
import { rowsOf, type Row } from '../roster/roster-rows.js';
import { getRule } from '../set-up/change-rule.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { instructorLooks, paramOf } from '../visit/visit.js';
import { MOST_PEOPLE } from './bulk-job.js';

/** What the routes of CSV files work with. */
export interface CsvRoutesDeps extends Pick<
  CourseDeps,
  'clock' | 'web' | 'lti' | 'rules' | 'achievements' | 'people' | 'awards' | 'decisions' | 'grades'
> {
  readonly rosters: Rosters;
}

/** How many rows are written at a time. */
const BATCH = 500;
/** A file says how things are kept; it is not looked at again a moment later. */
const NONE: ReadonlySet<never> = new Set();
const HEAD = ['name', 'user id', 'grade', 'badge', 'given at', 'why'];
const BOM = '\uFEFF';

/** The entries that a view shows, by name, so many at a time. */
async function* partsOf(
  entries: RosterEntryStore,
  ruleId: string,
  view: RosterQuery,
): AsyncGenerator<readonly RosterEntry[]> {
  if (view.search !== undefined) {
    const found = await entries.list(ruleId, view, MOST_PEOPLE);
    found.sort((a, b) => (a.nameKey < b.nameKey ? -1 : Number(a.nameKey > b.nameKey)));
    for (let from = 0; from < found.length; from += BATCH) yield found.slice(from, from + BATCH);
    return;
  }
  let last: RosterEntry | undefined;
  for (let sent = 0; sent < MOST_PEOPLE; sent += BATCH) {
    const part = await entries.byName(ruleId, view.standing, last, BATCH);
    if (part.length > 0) yield part;
    last = part.at(-1);
    if (part.length < BATCH) return;
  }
}

/** The route that writes a badge's roster as a CSV file. */
export function createCsvRoutes(deps: CsvRoutesDeps): Router {
  const { rosters } = deps;

  const download: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const { t } = visit;
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    await rosters.refresh(visit.course);
    const view = parseRosterQuery(req.query);
    res.attachment('laurel-badge.csv').type('text/csv; charset=utf-8');
    const lineOf = (row: Row): string =>
      csvLine([
        row.name,
        row.userId,
        row.grade,
        tagOf({ t }, row.standing).text,
        row.awardedAt,
        row.why,
      ]);
    await sendLines(
      res,
      (async function* () {
        // The byte order mark is an option: some spreadsheets need it to recognise UTF-8, and programs trip over it.
        yield `${req.query['bom'] === '0' ? '' : BOM}${csvLine(HEAD)}`;
        for await (const part of partsOf(rosters.entries, rule.id, view)) {
          const rows = await rowsOf(deps, visit, rule, part, NONE);
          yield rows.map(lineOf).join('');
        }
      })(),
    );
  };

  const routes = Router();
  routes.get('/course/badges/:id/people.csv', download);
  return routes;
}
