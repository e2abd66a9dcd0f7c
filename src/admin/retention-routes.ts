import { Router, type Request } from 'express';
import { z } from 'zod';
import type { Platform } from '../lti/index.js';
import type { KeptAs } from '../retention/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import { nothingHere, type Visitor, type Visitors } from './visitor.js';

type RetentionDeps = Pick<AdminDeps, 'lti' | 'retention' | 'web'>;

const DAYS = z.coerce.number().int().min(1).max(10_000);
const formSchema = z.looseObject({
  platform: z.string().max(100).optional(),
  step: z.enum(['preview', 'save']).catch('preview'),
});

/** The days that a form or an address names, by kind; what is no number of days counts as not chosen. */
function chosenIn(fields: Readonly<Record<string, unknown>>): Record<string, number> {
  const found = Object.entries(fields).flatMap(([name, value]) => {
    const days = DAYS.safeParse(value);
    return days.success ? [[name, days.data] as const] : [];
  });
  return Object.fromEntries(found);
}

/** A number of days as people say it: whole years, where it is. */
function daysIn(req: Request, days: number): string {
  return days % 365 === 0
    ? req.t('admin.retention.years', { count: days / 365 })
    : req.t('admin.retention.days', { count: days });
}

function rowOf(req: Request, { name, days, choices, count, oldest }: KeptAs) {
  return {
    name,
    label: req.t(`admin.retention.kind.${name}.label`),
    help: req.t(`admin.retention.kind.${name}.help`),
    value: String(days),
    choices: choices.map((each) => ({ value: String(each), label: daysIn(req, each) })),
    count,
    oldest,
  };
}

/** The page that says for how long a platform's rows are kept, and what goes. Of several schools on one platform, nobody chooses for the others. */
export function createRetentionRoutes(
  deps: RetentionDeps,
  visitors: Visitors,
  show: ShowPage,
): Router {
  const { lti, retention, web } = deps;
  const router = Router();
  const PAGE = { view: 'admin/retention', current: 'retention' };

  /** The platform that is asked about: the visitor's own, the one that the operator names, or the only one. */
  async function findPlatform(visitor: Visitor, named: unknown): Promise<Platform | null> {
    visitors.requireWhole(visitor);
    if (visitor.platformId !== null) return visitors.platform(visitor, visitor.platformId);
    if (typeof named === 'string' && named !== '') return visitors.platform(visitor, named);
    const all = await lti.platforms.list();
    return all.length === 1 ? (all[0] ?? null) : null;
  }

  async function modelOf(
    req: Request,
    visitor: Visitor,
    platform: Platform | null,
    chosen?: Record<string, number>,
  ) {
    const all = visitor.platformId === null ? await lti.platforms.list() : [];
    const rows = platform === null ? [] : await retention.preview(platform, chosen);
    return {
      title: req.t('admin.retention.title'),
      platform: platform && { id: platform.id, name: platform.name },
      hasOthers: all.length > 1,
      platforms:
        platform === null
          ? all.map(({ id, name }) => ({
              name,
              href: `/admin/retention?platform=${encodeURIComponent(id)}`,
            }))
          : [],
      rows: rows.map((row) => rowOf(req, row)),
      isPreview: chosen !== undefined,
      done: req.query.done === 'saved' ? req.t('admin.retention.saved') : undefined,
    };
  }

  router.get('/admin/retention', async (req, res) => {
    const visitor = await visitors.require(req);
    const platform = await findPlatform(visitor, req.query.platform);
    await show(req, res, visitor, { ...PAGE, model: await modelOf(req, visitor, platform) });
  });

  router.post('/admin/retention', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = formSchema.parse(req.body ?? {});
    const platform = await findPlatform(visitor, form.platform);
    if (platform === null) throw nothingHere();
    const chosen = chosenIn(form);
    if (form.step === 'preview') {
      const model = { ...(await modelOf(req, visitor, platform, chosen)), isFormsAddress: true };
      return show(req, res, visitor, { ...PAGE, model });
    }
    await retention.choose(platform.id, { ...platform.retention, ...chosen }, visitor.actor);
    const named = visitor.platformId === null ? `&platform=${encodeURIComponent(platform.id)}` : '';
    web.proceed(res, `/admin/retention?done=saved${named}`);
  });

  return router;
}
