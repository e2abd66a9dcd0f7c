import { Router, type RequestHandler } from 'express';
import { csvLine, nullIfAnswer, omitUndefined } from '../../base/index.js';
import type { Rosters } from '../entries/create-rosters.js';
import { tagOf } from '../entries/learner-status.js';
import { parseRosterQuery } from '../roster/roster-query.js';
import { rowsOf } from '../roster/roster-rows.js';
import { getRule } from '../set-up/change-rule.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { instructorActs, instructorLooks, paramOf } from '../visit/visit.js';
import { MOST_PEOPLE } from './bulk-job.js';
import type { BulkJobStore } from './bulk-job-store.js';
import { readCsvPeople } from './csv-people.js';
import { prepareBulk } from './prepare-bulk.js';

/** What the routes of CSV files work with. */
export interface CsvRoutesDeps extends Pick<
  CourseDeps,
  'clock' | 'web' | 'lti' | 'rules' | 'achievements' | 'people' | 'awards' | 'decisions' | 'grades'
> {
  readonly rosters: Rosters;
  readonly jobs: BulkJobStore;
}

/** How many rows are written at a time. */
const BATCH = 500;
/** How many bad lines are shown; of the rest the page shows the number. */
const SHOWN = 100;
const BOM = '\uFEFF';

/** The routes that write a badge's roster as a CSV file, and read learners to award from one. */
export function createCsvRoutes(deps: CsvRoutesDeps): Router {
  const { web, rosters } = deps;

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
      const rows = await rowsOf(deps, visit, rule, entries.slice(from, from + BATCH), false);
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

  const ask: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const { content } = await deps.achievements.getVersion(
      rule.achievementId,
      rule.achievementVersion,
    );
    web.page(res, 'awards/import', { title: content.name, base: `/course/badges/${rule.id}` });
  };

  const take: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { course, t } = visit;
    const rule = await getRule(deps, course, paramOf(req, 'id'));
    const { content } = await deps.achievements.getVersion(
      rule.achievementId,
      rule.achievementVersion,
    );
    const base = `/course/badges/${rule.id}`;
    const typed: unknown = (req.body as Record<string, unknown> | undefined)?.['text'];
    const bytes = req.files?.['file']?.bytes;
    const text = bytes ? new TextDecoder().decode(bytes) : typeof typed === 'string' ? typed : '';
    const again = (problem: object) =>
      web.page(
        res,
        'awards/import',
        { title: content.name, base, text: bytes ? undefined : text, ...problem, hasErrors: true },
        { status: 422 },
      );
    const roster = await deps.grades.roster(course).catch(nullIfAnswer);
    if (!roster) return again({ problem: t('desk.csv.noRoster') });
    await rosters.refresh(course);
    const entries = await rosters.entries.list(rule.id, {}, MOST_PEOPLE);
    const byUser = new Map(entries.map((entry) => [entry.userId, entry]));
    const selfId = visit.launch.user.id;
    const standing = (userId: string) => byUser.get(userId);
    const found = readCsvPeople(text, MOST_PEOPLE, { roster, standing, selfId });
    if (found.bad.length > 0) {
      const bad = found.bad.slice(0, SHOWN).map(({ line, problem, text: told }) => ({
        line,
        text: told,
        why: t(`desk.csv.problem.${problem}`),
      }));
      const count = found.bad.length;
      const more = count > SHOWN ? t('desk.bulk.more', { count: count - SHOWN }) : undefined;
      return again(omitUndefined({ problem: t('desk.csv.bad', { count }), bad, more }));
    }
    if (found.people.length === 0) return again({ problem: t('desk.csv.nobody') });
    const job = await prepareBulk(deps, rule, {
      action: 'award',
      reason: '',
      people: found.people,
      leftOut: found.has,
      actor: { id: visit.actor, userId: selfId },
    });
    web.proceed(res, `/course/jobs/${job.id}`);
  };

  const routes = Router();
  routes.get('/course/badges/:id/people.csv', download);
  routes.get('/course/badges/:id/import', ask);
  routes.post('/course/badges/:id/import', take);
  return routes;
}
