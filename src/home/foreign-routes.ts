import { Router, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { NotFound } from '../base/index.js';
import { buildReport, MOST_FILE, reportCsv, type Import } from '../imports/index.js';
import { parseForm, readUpload, type RouteBody } from '../web/index.js';
import { currentHome, requireHome } from './current-home.js';
import { buildForeignPage, ELSEWHERE } from './foreign-page.js';
import type { HomeDeps } from './home-deps.js';
import { homeNav } from './home-nav.js';

/** The bodies of this room that are no small forms. */
export const HOME_BODIES: readonly RouteBody[] = [
  { path: ELSEWHERE, read: [readUpload({ bytes: MOST_FILE + 65_536, files: 1, fields: 10 })] },
];

const MOST_TEXT = 1_048_576;
const bringForm = z.object({ badge: z.string().max(MOST_TEXT).default('') });
const MOST_SHOWN = 100;
const MOST_REPORTED = 10_000;
const TYPES = {
  json: 'application/json',
  jwt: 'text/plain',
  png: 'image/png',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
} as const;

const unknownBadge = () =>
  new NotFound('foreign_badge_unknown', 'This badge is not one of yours here.', {
    action: 'Go back to the list of your badges.',
  });
const unknownImport = () =>
  new NotFound('import_unknown', 'There is no such import here.', {
    action: 'Go back to the list.',
  });

const fileNameOf = (name: string, format: keyof typeof TYPES): string => {
  const plain = name.replace(/[^\p{L}\p{N} ._-]/gu, '').trim();
  return plain === '' ? `badge.${format}` : plain;
};

/** What was handed in: a file, or a text that was pasted. */
function handedIn(req: Request, text: string): { bytes: Uint8Array; fileName: string } | null {
  const file = req.files?.['file'];
  if (file !== undefined) return { bytes: new Uint8Array(file.bytes), fileName: file.filename };
  const bare = text.trim();
  return bare === '' ? null : { bytes: new TextEncoder().encode(bare), fileName: '' };
}

/** The pages of badges of other issuers: bringing one, what became of a file, a badge that is kept. */
export function createForeignRoutes(
  deps: Pick<HomeDeps, 'web' | 'imports' | 'audit' | 'limits'>,
): Router {
  const { web, imports } = deps;
  const routes = Router();
  const around = (req: Request) => ({ nav: homeNav(req, 'badges') });

  const showForm = (
    req: Request,
    res: Parameters<RequestHandler>[1],
    more: object,
    status = 200,
  ) => {
    const title = req.t('imports.bring.title');
    web.page(res, 'home/bring', { title, ...around(req), ...more }, { status });
  };

  async function findImport(req: Request): Promise<Import> {
    const homeId = requireHome(req);
    const found = await imports.runs.find(String(req.params['id']));
    if (found?.owner.kind !== 'home' || found.owner.homeId !== homeId) throw unknownImport();
    return found;
  }

  routes.get(ELSEWHERE, (req, res) => {
    if (currentHome(req) === null) return res.redirect(303, '/home');
    showForm(req, res, {});
  });

  routes.post(ELSEWHERE, async (req, res) => {
    const homeId = requireHome(req);
    const form = parseForm(req, bringForm);
    const given = handedIn(req, form.ok ? form.value.badge : '');
    if (!form.ok || given === null) {
      const errors = { badge: req.t('imports.bring.nothing') };
      return showForm(req, res, { form: { ok: false, values: {}, errors } }, 422);
    }
    await deps.limits.spend('import', { person: homeId });
    const order = { owner: { kind: 'home', homeId } as const, ...given, actor: `home:${homeId}` };
    const made = await imports.runs.begin(order);
    const [only, ...more] = await imports.runs.entries(made.id);
    const isOne = only?.outcome === 'kept' && more.length === 0;
    const query = isOne ? `?import=${made.id}` : '';
    res.redirect(
      303,
      isOne ? `${ELSEWHERE}/${only.ref}${query}` : `${ELSEWHERE}/imports/${made.id}`,
    );
  });

  routes.get(`${ELSEWHERE}/imports/:id`, async (req, res) => {
    const found = await findImport(req);
    const [entries, counts] = await Promise.all([
      imports.runs.entries(found.id, -1, MOST_SHOWN),
      imports.runs.count(found),
    ]);
    const report = buildReport(found, entries, counts, req);
    const title = req.t('imports.report.title');
    web.page(res, 'home/import', {
      title,
      report,
      path: `${ELSEWHERE}/imports/${found.id}`,
      ...around(req),
    });
  });

  routes.get(`${ELSEWHERE}/imports/:id/report.csv`, async (req, res) => {
    const found = await findImport(req);
    const text = reportCsv(await imports.runs.entries(found.id, -1, MOST_REPORTED), req);
    res.attachment('laurel-import.csv').type('text/csv; charset=utf-8').send(text);
  });

  routes.post(`${ELSEWHERE}/imports/:id/undo`, async (req, res) => {
    const found = await findImport(req);
    await imports.runs.undo(found, `home:${requireHome(req)}`);
    res.redirect(303, `${ELSEWHERE}/imports/${found.id}`);
  });

  routes.get(`${ELSEWHERE}/:id`, async (req, res) => {
    const badge = await imports.kept.find(requireHome(req), req.params.id);
    if (badge === null) throw unknownBadge();
    const { import: importId } = req.query;
    const isNew = badge.importId !== undefined && importId === badge.importId;
    const model = buildForeignPage(badge, req);
    web.page(res, 'home/foreign', {
      ...model,
      ...around(req),
      done: req.query['done'] === 'checked' ? 'checked' : undefined,
      undo: isNew ? `${ELSEWHERE}/imports/${badge.importId}/undo` : undefined,
    });
  });

  routes.get(`${ELSEWHERE}/:id/file`, async (req, res) => {
    const badge = await imports.kept.find(requireHome(req), req.params.id);
    if (badge === null) throw unknownBadge();
    // What a stranger wrote is handed out as a file, never shown as a page of ours.
    res.set({
      'Cache-Control': 'private, no-store',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
    });
    res.attachment(fileNameOf(badge.fileName, badge.format)).type(TYPES[badge.format]);
    res.send(Buffer.from(badge.bytes));
  });

  routes.post(`${ELSEWHERE}/:id/check`, async (req, res) => {
    const homeId = requireHome(req);
    await deps.limits.spend('import', { person: homeId });
    const badge = await imports.checkAgain(homeId, req.params.id);
    if (badge === null) throw unknownBadge();
    res.redirect(303, `${ELSEWHERE}/${badge.id}?done=checked`);
  });

  routes.post(`${ELSEWHERE}/:id/remove`, async (req, res) => {
    const form = parseForm(req, z.object({ sure: z.literal('yes') }));
    const homeId = requireHome(req);
    if (!form.ok) return res.redirect(303, `${ELSEWHERE}/${req.params.id}`);
    if (!(await imports.kept.remove(homeId, req.params.id))) throw unknownBadge();
    res.redirect(303, '/home');
  });
  return routes;
}
