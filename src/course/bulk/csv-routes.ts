import { Router, type RequestHandler } from 'express';
import { csvLine } from '../../base/index.js';
import type { Rosters } from '../entries/create-rosters.js';
import { tagOf } from '../entries/learner-status.js';
import { parseRosterQuery } from '../roster/roster-query.js';
import { rowsOf } from '../roster/roster-rows.js';
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
const BOM = '\uFEFF';

/** The route that writes a badge's roster as a CSV file. */
export function createCsvRoutes(deps: CsvRoutesDeps): Router {
  const { rosters } = deps;

  const download: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const { t } = visit;
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    await rosters.refresh(visit.course);
    const view = parseRosterQuery(req.query);
    const entries = await rosters.entries.list(rule.id, view, MOST_PEOPLE);
    entries.sort((a, b) => (a.nameKey < b.nameKey ? -1 : Number(a.nameKey > b.nameKey)));
    res.attachment('laurel-badge.csv').type('text/csv; charset=utf-8');
    // The byte order mark is an option: some spreadsheets need it to recognise UTF-8, and programs trip over it.
    const head = ['name', 'user id', 'grade', 'badge', 'given at', 'why'];
    res.write(`${req.query['bom'] === '0' ? '' : BOM}${csvLine(head)}`);
    for (let from = 0; from < entries.length; from += BATCH) {
      const rows = await rowsOf(deps, visit, rule, entries.slice(from, from + BATCH), NONE);
      const lines = rows.map((row) =>
        csvLine([
          row.name,
          row.userId,
          row.grade,
          tagOf({ t }, row.standing).text,
          row.awardedAt,
          row.why,
        ]),
      );
      res.write(lines.join(''));
    }
    res.end();
  };

  const routes = Router();
  routes.get('/course/badges/:id/people.csv', download);
  return routes;
}
