import { Router, type Request } from 'express';
import { z } from 'zod';
import { hideAddress, parseForm, requireBound, requireSession, type Web } from '../web/index.js';
import { createMailRoutes, createMailSettings, mailChoices } from './mail-routes.js';
import { personIdOf, type Person } from './person.js';
import type { Homes, People } from './people.js';

const nameForm = z
  .object({
    nameChoice: z.enum(['platform', 'typed', 'none']),
    typedName: z.string().trim().max(200).default(''),
  })
  .refine((form) => form.nameChoice !== 'typed' || form.typedName !== '', {
    path: ['typedName'],
    message: 'problem.name_missing.message',
  });
const emailForm = z.object({ email: z.email().max(254) });
/** The actions after which a page says that they were done, as its address names them. */
const DONE = [
  ...['name', 'email', 'emailRemoved', 'emailCancelled'],
  ...['homeLeft', 'mail', 'erased'],
];

const eraseForm = z.object({ sure: z.literal('yes') });
/** Which of the two buttons was pressed: for mail alone, or for a home as well. */
const confirmForm = z.object({ home: z.enum(['yes', 'no']).default('no') });

/** @returns the id of the session's person */
export function personIdOfSession(req: Request): string {
  const { platformId = '', userId = '' } = requireSession(req).subject;
  return personIdOf(platformId, userId);
}

/** The routes of a person's own settings: the name that is shown, an own mail address, their data. */
export function createPeopleRoutes(
  people: Omit<People, 'routes'>,
  web: Pick<Web, 'page'>,
  homes?: Homes,
): Router {
  const routes = Router();

  const show = async (req: Request, extra: object = {}, status = 200) => {
    const person: Person = await people.get(personIdOfSession(req));
    const choices = (['platform', 'typed', 'none'] as const).map((value) => ({
      value,
      label: req.t(`people.name.${value}`, { name: person.name ?? req.t('people.name.unknown') }),
      help: req.t(`people.name.${value}Help`),
    }));
    const title = req.t('people.settings.title');
    const done = DONE.find((one) => one === req.query.done);
    const model = {
      title,
      person,
      choices,
      pending: (await people.pendingEmail(person.id)) ?? undefined,
      bouncing: (await people.bouncingSince(person)) ?? undefined,
      ...mailChoices(req, person),
      done,
      canAct: req.session?.strength === 'bound',
      isInHome: (await homes?.isJoined(person.id)) ?? false,
      ...extra,
    };
    if (req.res) web.page(req.res, 'people/settings', model, { status });
  };

  routes.get('/my/settings', (req) => show(req));

  routes.post('/my/settings/name', async (req, res) => {
    requireBound(req);
    const form = parseForm(req, nameForm);
    if (!form.ok) return show(req, { nameForm: form }, 422);
    await people.chooseName(personIdOfSession(req), form.value.nameChoice, form.value.typedName);
    res.redirect(303, '/my/settings?done=name');
  });

  routes.post('/my/settings/email', async (req, res) => {
    requireBound(req);
    const form = parseForm(req, emailForm);
    if (!form.ok) return show(req, { emailForm: form }, 422);
    await people.askEmail(personIdOfSession(req), form.value.email, req.ip);
    res.redirect(303, '/my/settings?done=email');
  });

  routes.post('/my/settings/email/remove', async (req, res) => {
    requireBound(req);
    await people.removeEmail(personIdOfSession(req));
    res.redirect(303, '/my/settings?done=emailRemoved');
  });

  routes.post('/my/settings/home/leave', async (req, res) => {
    requireBound(req);
    await homes?.leave(personIdOfSession(req));
    res.redirect(303, '/my/settings?done=homeLeft');
  });

  routes.use(createMailSettings(people, personIdOfSession));
  routes.use(createMailRoutes(people, web));

  routes.post('/my/settings/export', async (req, res) => {
    requireBound(req);
    const data = await people.exportData(personIdOfSession(req));
    res
      .attachment('laurel-my-data.json')
      .type('json')
      .send(JSON.stringify(data, null, 2));
  });

  routes.post('/my/settings/erase', async (req, res) => {
    requireBound(req);
    const form = parseForm(req, eraseForm);
    if (!form.ok) return show(req, { eraseForm: form }, 422);
    await people.erase(personIdOfSession(req), 'self');
    res.redirect(303, '/my/settings?done=erased');
  });

  // A GET shows a button and changes nothing: mail scanners follow links, and the link works once.
  routes.get('/email/:token', (req, res) => {
    hideAddress(res);
    const title = req.t('people.confirm.title');
    web.page(res, 'people/confirm-email', { title, token: req.params.token, noindex: true });
  });
  routes.post('/email/:token', async (req, res) => {
    hideAddress(res);
    const form = parseForm(req, confirmForm);
    const wantsHome = form.ok && form.value.home === 'yes';
    await people.confirmEmail(req.params.token, wantsHome);
    const title = req.t('people.confirm.done');
    web.page(res, 'people/email-confirmed', { title, isInHome: wantsHome });
  });

  return routes;
}
