import { Router, type Request, type RequestHandler } from 'express';
import { NotFound } from '../base/index.js';
import { requireBound, type Web } from '../web/index.js';
import { MAIL_KINDS, type MailKind, type Person } from './person.js';
import type { People } from './people.js';

const kindOf = (text: unknown): MailKind | undefined => MAIL_KINDS.find((kind) => kind === text);

function nothingHere(): NotFound {
  return new NotFound('page_not_found', 'There is no such page.');
}

/** Each kind of mail as a box of the settings, ticked where it comes. */
export const mailChoices = (req: Request, { mailOff = [] }: Person) => ({
  mail: MAIL_KINDS.map((value) => ({ value, label: req.t(`people.mail.kind.${value}`) })),
  mailOn: MAIL_KINDS.filter((kind) => !mailOff.includes(kind)),
});

/** Keeps which kinds of mail a person ticked; what is not ticked is not sent. */
export async function keepMailChoices(
  people: Pick<People, 'setMail'>,
  personId: string,
  body: unknown,
): Promise<void> {
  const { kinds = [] } = (body ?? {}) as { kinds?: unknown };
  const on: readonly unknown[] = Array.isArray(kinds) ? kinds : [kinds];
  for (const kind of MAIL_KINDS) await people.setMail(personId, kind, on.includes(kind));
}

/**
 * The routes of the links in mail that stop mail of one kind to one person, without a session: the secret in the address
 * is what they need. A GET changes nothing, for mail scanners follow links; a mail program's button posts (RFC 8058).
 */
export function createMailRoutes(
  people: Pick<People, 'findByMailToken' | 'setMail'>,
  web: Pick<Web, 'page'>,
): Router {
  async function find(req: Request) {
    const kind = kindOf(req.params['kind']);
    const token = String(req.params['token']);
    if (kind === undefined || !/^[\w-]{32}$/.test(token)) throw nothingHere();
    const person = await people.findByMailToken(token);
    if (person === null) throw nothingHere();
    return { kind, token, person };
  }

  const show: RequestHandler = async (req, res) => {
    const { kind, token, person } = await find(req);
    res.setHeader('Cache-Control', 'no-store');
    web.page(res, 'people/stop-mail', {
      title: req.t('people.mail.stopTitle'),
      what: req.t(`people.mail.kind.${kind}`),
      action: `/mail/${token}/${kind}`,
      isStopped: person.mailOff?.includes(kind) === true,
      noindex: true,
    });
  };

  const change: RequestHandler = async (req, res, next) => {
    const { kind, person } = await find(req);
    const { do: wish } = (req.body ?? {}) as { do?: unknown };
    await people.setMail(person.id, kind, wish === 'start');
    return show(req, res, next);
  };

  const routes = Router();
  routes.get('/mail/:token/:kind', show);
  routes.post('/mail/:token/:kind', change);
  return routes;
}

/** The settings' part of mail: kinds, and the address that waits. */
export function createMailSettings(
  people: Pick<People, 'askEmailAgain' | 'cancelPendingEmail' | 'setMail'>,
  personIdOfSession: (req: Request) => string,
): Router {
  const routes = Router();
  routes.post('/my/settings/mail', async (req, res) => {
    requireBound(req);
    await keepMailChoices(people, personIdOfSession(req), req.body);
    res.redirect(303, '/my/settings?done=mail');
  });
  routes.post('/my/settings/email/again', async (req, res) => {
    requireBound(req);
    await people.askEmailAgain(personIdOfSession(req), req.ip);
    res.redirect(303, '/my/settings?done=email');
  });
  routes.post('/my/settings/email/cancel', async (req, res) => {
    requireBound(req);
    await people.cancelPendingEmail(personIdOfSession(req));
    res.redirect(303, '/my/settings?done=emailCancelled');
  });
  return routes;
}
