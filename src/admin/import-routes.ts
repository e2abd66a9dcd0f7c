import { Router, type Request } from 'express';
import { z } from 'zod';
import { NotFound } from '../base/index.js';
import { buildReport, MOST_FILE, reportCsv, type Import } from '../imports/index.js';
import type { Context } from '../lti/index.js';
import { parseForm, readUpload, type RouteBody } from '../web/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import type { Visitor, Visitors } from './visitor.js';

const IMPORTS = '/admin/imports';

/** The bodies of these pages that are no small forms. */
export const IMPORT_BODIES: readonly RouteBody[] = [
  { path: IMPORTS, read: [readUpload({ bytes: MOST_FILE + 65_536, files: 1, fields: 10 })] },
];

const PURPOSES = ['drafts', 'reissue'] as const;
const form = z.object({
  course: z.string().min(1).max(1_000),
  purpose: z.enum(PURPOSES).default('drafts'),
});
const saidForm = z.object({ words: z.string().max(300).default('') });
const MOST_REPORTED = 10_000;
const MOST_LISTED = 50;
const MOST_SHOWN = 500;

const unknownImport = () =>
  new NotFound('import_unknown', 'There is no such import here.', {
    action: 'Go back to the list.',
  });

/** A course as a choice of a form. */
const keyOf = ({ platformId, deploymentId, contextId }: Context): string =>
  Buffer.from(JSON.stringify([platformId, deploymentId, contextId])).toString('base64url');

const isTheirs = (visitor: Visitor, of: { platformId: string; deploymentId: string }): boolean =>
  (visitor.platformId === null || visitor.platformId === of.platformId) &&
  (visitor.deploymentId === null || visitor.deploymentId === of.deploymentId);

/** The pages of imports: what other systems' badges would become, and what became of them. */
export function createImportRoutes(
  { lti, imports }: AdminDeps,
  visitors: Visitors,
  show: ShowPage,
): Router {
  const { runs } = imports;
  const router = Router();

  async function platformsOf({ platformId }: Visitor): Promise<readonly string[]> {
    if (platformId !== null) return [platformId];
    return (await lti.platforms.list()).map(({ id }) => id);
  }

  async function coursesOf(visitor: Visitor): Promise<Context[]> {
    const all = await Promise.all(
      (await platformsOf(visitor)).map((platformId) => lti.contexts.list(platformId)),
    );
    return all.flat().filter((course) => isTheirs(visitor, course));
  }

  async function listOf(visitor: Visitor): Promise<Import[]> {
    const owner = { kind: 'course', deploymentId: '', contextId: '' } as const;
    const all = await Promise.all(
      (await platformsOf(visitor)).map((platformId) =>
        runs.list({ ...owner, platformId }, MOST_LISTED),
      ),
    );
    return all
      .flat()
      .filter(({ owner: whose }) => whose.kind === 'course' && isTheirs(visitor, whose))
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
      .slice(0, MOST_LISTED);
  }

  async function showList(
    req: Request,
    visitor: Visitor,
    more: object = {},
    status = 200,
  ): Promise<void> {
    const [courses, made] = await Promise.all([coursesOf(visitor), listOf(visitor)]);
    const model = {
      title: req.t('imports.admin.title'),
      courses: courses.map((course) => ({
        value: keyOf(course),
        label: course.title ?? course.contextId,
      })),
      purposes: PURPOSES.map((value) => ({
        value,
        label: req.t(`imports.admin.purposes.${value}`),
        help: req.t(`imports.admin.purposeHelp.${value}`),
      })),
      imports: made.map(({ id, fileName, createdAt, state, purpose = 'drafts' }) => ({
        href: `${IMPORTS}/${id}`,
        fileName,
        createdAt,
        purpose: req.t(`imports.admin.purposes.${purpose}`),
        state: req.t(`imports.state.${state}`),
      })),
      ...more,
    };
    if (req.res)
      await show(req, req.res, visitor, {
        view: 'admin/imports',
        current: 'imports',
        model,
        status,
      });
  }

  async function find(req: Request, visitor: Visitor): Promise<Import> {
    const found = await runs.find(String(req.params['id']));
    if (found?.owner.kind !== 'course' || !isTheirs(visitor, found.owner)) throw unknownImport();
    return found;
  }

  router.get(IMPORTS, async (req) => showList(req, await visitors.require(req)));

  router.post(IMPORTS, async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const parsed = parseForm(req, form);
    const file = req.files?.['file'];
    const courses = await coursesOf(visitor);
    const course = parsed.ok && courses.find((one) => keyOf(one) === parsed.value.course);
    if (!course || file === undefined) {
      const errors = {
        course: course ? undefined : req.t('imports.admin.noCourse'),
        file: file ? undefined : req.t('imports.admin.noFile'),
      };
      const told = Object.fromEntries(Object.entries(errors).filter(([, text]) => text));
      const values = parsed.ok ? parsed.value : {};
      return showList(req, visitor, { form: { ok: false, values, errors: told } }, 422);
    }
    const { platformId, deploymentId, contextId } = course;
    const { id } = await runs.begin({
      owner: { kind: 'course', platformId, deploymentId, contextId },
      bytes: new Uint8Array(file.bytes),
      fileName: file.filename,
      actor: visitor.actor,
      purpose: parsed.value.purpose,
      isPlatformWide: visitor.deploymentId === null,
    });
    res.redirect(303, `${IMPORTS}/${id}`);
  });

  async function showOne(
    req: Request,
    visitor: Visitor,
    found: Import,
    more: object = {},
    status = 200,
  ) {
    const [entries, counts] = await Promise.all([
      runs.entries(found.id, -1, MOST_SHOWN),
      runs.count(found),
    ]);
    const course = found.owner.kind === 'course' ? await lti.contexts.find(found.owner) : null;
    const model = {
      title: req.t('imports.report.title'),
      course: course?.title,
      report: buildReport(found, entries, counts, req),
      path: `${IMPORTS}/${found.id}`,
      isPreview: found.state === 'preview',
      isReissue: found.purpose === 'reissue',
      canConfirm: (counts.waiting ?? 0) > 0,
      count: counts.waiting ?? 0,
      nothing: req.t(`imports.${found.purpose === 'reissue' ? 'reissue' : 'admin'}.nothing`),
      words: req.t('imports.reissue.defaultWords'),
      ...more,
    };
    const view = { view: 'admin/import', current: 'imports', model, status } as const;
    if (req.res) await show(req, req.res, visitor, view);
  }

  router.get(`${IMPORTS}/:id`, async (req) => {
    const visitor = await visitors.require(req);
    await showOne(req, visitor, await find(req, visitor));
  });

  router.get(`${IMPORTS}/:id/report.csv`, async (req, res) => {
    const found = await find(req, await visitors.require(req));
    const text = reportCsv(await runs.entries(found.id, -1, MOST_REPORTED), req);
    res.attachment('laurel-import.csv').type('text/csv; charset=utf-8').send(text);
  });

  router.post(`${IMPORTS}/:id/:step`, async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const { actor } = visitor;
    const found = await find(req, visitor);
    const { step } = req.params;
    if (step === 'confirm') {
      const said = parseForm(req, saidForm);
      const words = said.ok ? said.value.words.trim() : '';
      if (found.purpose === 'reissue' && words === '') {
        const errors = { words: req.t('imports.reissue.noWords') };
        return showOne(req, visitor, found, { form: { ok: false, values: {}, errors } }, 422);
      }
      await runs.confirm(found, { criteria: req.t('imports.admin.criteria'), words, actor });
    } else if (step === 'cancel') await runs.cancel(found, actor);
    else if (step === 'undo') await runs.undo(found, actor);
    else throw unknownImport();
    res.redirect(303, `${IMPORTS}/${found.id}`);
  });
  return router;
}
