import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import {
  achievementEdition,
  withEdition,
  withoutEdition,
  type AchievementContent,
} from '../../achievements/index.js';
import { Conflict } from '../../base/index.js';
import type { Rule } from '../../rules/index.js';
import { parseForm, problemText } from '../../web/index.js';
import { requireDesigner } from '../visit/badge-policy.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { doneNotice } from '../visit/done-notice.js';
import { instructorActs, instructorLooks, paramOf, queryOf, type Visit } from '../visit/visit.js';
import { getRule, replacePlan, type ChangeRuleDeps } from './change-rule.js';
import { languagesModel, refuseLanguage } from './languages-model.js';

/** What the routes of a badge's languages work with. */
export type LanguageRoutesDeps = ChangeRuleDeps & Pick<CourseDeps, 'web' | 'lti' | 'achievements'>;

/** The version that the page showed: what somebody else saved meanwhile is not overwritten. */
const seen = z.coerce.number().int().min(1).max(999_999);
const editionForm = achievementEdition.extend({ seen });
const removal = z.object({ seen: seen.catch(0), language: z.string().catch('') });

interface Opened {
  readonly visit: Visit;
  readonly rule: Rule;
  readonly content: AchievementContent;
  readonly latest: number;
}

/** What is typed again, and what is wrong with it. */
interface Failed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: Readonly<Record<string, string>>;
}

/** The routes on which a badge is described in further languages; each change is a new version of what it says. */
export function createLanguageRoutes(deps: LanguageRoutesDeps): Router {
  const { web, achievements } = deps;

  async function open(visit: Visit, req: Request): Promise<Opened> {
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const { content, latestVersion } = await achievements.getOwn(visit.course, rule.achievementId);
    return { visit, rule, content, latest: latestVersion };
  }

  function page(req: Request, res: Response, opened: Opened, failed?: Failed, status = 200): void {
    const { visit, rule, content, latest } = opened;
    const asked = failed === undefined ? queryOf(req, 'edit') : String(failed.values['language']);
    const model = languagesModel(visit, content, asked);
    const form = failed ?? { values: model.values, errors: {} };
    const base = `/course/badges/${rule.id}`;
    const more = { base, latest, form, hasErrors: failed !== undefined, done: doneNotice(req) };
    web.page(res, 'awards/languages', { ...model, ...more }, { status });
  }

  const show: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    await requireDesigner(deps, visit);
    page(req, res, await open(visit, req));
  };

  /** Throws Conflict where the badge was changed since it was shown, or stands still until its rule is looked at. */
  async function save(
    { visit, rule, content, latest }: Opened,
    version: number,
    change: (content: AchievementContent) => AchievementContent,
  ): Promise<void> {
    const { needsApproval } = await requireDesigner(deps, visit);
    if (version !== latest)
      throw new Conflict('achievement_changed', 'Somebody else has changed this badge meanwhile.', {
        action: 'Open it again to see the change, then make yours.',
      });
    // Saving a plan makes such a badge active again, which nobody asked for here.
    if (rule.state === 'paused' && rule.pausedFor !== undefined)
      throw new Conflict('rule_drifted', 'What this badge asks for has changed in the course.', {
        action: 'Look at its rule again and save it; it then goes on.',
      });
    const { course, actor } = visit;
    const made = await achievements.newVersion(course, rule.achievementId, change(content), actor);
    const next = { ...rule, achievementVersion: made.version };
    await replacePlan(deps, rule, next, actor, needsApproval);
  }

  const put: RequestHandler = async (req, res) => {
    const opened = await open(await instructorActs(deps, req), req);
    const form = parseForm(req, editionForm);
    if (!form.ok) return page(req, res, opened, form, 422);
    const { seen: version, ...edition } = form.value;
    const values = form.value;
    const refused = refuseLanguage(opened.content, edition.language);
    if (refused !== null)
      return page(req, res, opened, { values, errors: { language: req.t(refused) } }, 422);
    try {
      await save(opened, version, (content) => withEdition(content, edition));
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return page(req, res, opened, { values, errors: { _form: problemText(req.t, error) } }, 409);
    }
    web.proceed(res, `/course/badges/${opened.rule.id}/languages?done=changed`);
  };

  const remove: RequestHandler = async (req, res) => {
    const opened = await open(await instructorActs(deps, req), req);
    const { seen: version, language } = removal.parse(req.body);
    await save(opened, version, (content) => withoutEdition(content, language));
    web.proceed(res, `/course/badges/${opened.rule.id}/languages?done=changed`);
  };

  const routes = Router();
  routes.get('/course/badges/:id/languages', show);
  routes.post('/course/badges/:id/languages', put);
  routes.post('/course/badges/:id/remove-language', remove);
  return routes;
}
