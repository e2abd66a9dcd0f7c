import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import {
  lazy,
  type Clock,
  type Events,
  type Logger,
  type Sealer,
  type Settings,
} from '../base/index.js';
import type { Connection } from '../store/index.js';
import { createAfterAnswer, type AfterAnswer } from './after-answer.js';
import { createAssets } from './assets.js';
import { checkFrameOrigin, checkOrigin } from './check-origin.js';
import { carryThroughRedirects, servePostedGets } from './cookieless.js';
import { createSessionCookie } from './cookies.js';
import { createFrameTokens } from './frame-token.js';
import { handleErrors, answerNotFound, type ErrorModel } from './handle-errors.js';
import { problemInWords } from './problem-words.js';
import { allowFraming, setHeaders } from './headers.js';
import { createLanguages } from './languages.js';
import { readLocales, type Locale } from './locale.js';
import { enterRun, observeRequests } from './observe-requests.js';
import { readForms } from './read-body.js';
import { readRouteBodies, type RouteBody } from './route-bodies.js';
import { createSessionStore } from './session-store.js';
import type { Session } from './session.js';
import { createSessions, type Sessions } from './sessions.js';
import {
  createSharedAnswers,
  type SharedAddress,
  type SharedAnswers,
} from './shared/shared-answers.js';
import type { PageData } from './view-helpers.js';
import { colorSchemeOf } from './color-scheme.js';
import { createViews } from './views.js';

// Templates and messages are files of this program: each process reads and compiles them once.
const ownViews = lazy(() => createViews());
const ownLocales = lazy(() => readLocales());

/** A launch that was refused: no session has ended, none has begun. */
const isOfLaunch = ({ status, code }: ErrorModel): boolean =>
  status === 401 && /^(?:launch_|clock_off$)/.test(code);

export interface WebDeps {
  readonly settings: Settings;
  readonly log: Logger;
  readonly events: Pick<Events, 'tell'>;
  readonly clock: Clock;
  readonly connection: Connection;
  readonly sealer: Sealer;
  /**
   * Whether a session still holds where it came from, and who may frame its pages; null ends it. Absent: it holds, and
   * nobody frames it.
   */
  readonly admitSession?: (session: Session) => Promise<SessionPlace | null>;
  /**
   * Requests that another site sends on purpose (LTI login and launch, the verification API): no origin or
   * CSRF check, and therefore no session on the request either.
   */
  readonly isForeignWelcome?: (req: Request) => boolean;
  /** Bodies that routes take beside small forms: files, and what programs send. */
  readonly bodies?: readonly RouteBody[];
  /** Addresses whose answers are everybody's. */
  readonly shared?: readonly SharedAddress[];
}

/** Where a session's pages are shown. */
export interface SessionPlace {
  /** Origins that may frame them. */
  readonly frameAncestors: readonly string[];
}

export interface Web {
  /** To be mounted before everything: the request's id, and one line for how it was answered. */
  readonly observe: RequestHandler;
  /** Answers that everybody gets, kept for seconds: its `answerFirst` is to be mounted before `before`. */
  readonly shared: SharedAnswers;
  /** To be mounted next: headers, static files, bodies, locale, session, CSRF. */
  readonly before: RequestHandler[];
  /** To be mounted last: 404 and the one error handler. */
  readonly after: (RequestHandler | ErrorRequestHandler)[];
  /** Renders `views/<view>.hbs` in its layout and sends it. */
  readonly page: (
    res: Response,
    view: string,
    model?: object,
    options?: { status?: number },
  ) => void;
  /** Goes on at a path of this site: 303, or a page that posts the frame token where there are no cookies. */
  readonly proceed: (res: Response, path: string) => void;
  /** `views/mail/<view>.hbs` in the mail layout, in the language asked for. */
  readonly renderMail: (view: string, model: object, locale?: string) => string;
  /** `views/mail/<view>.txt.hbs`: plain text. */
  readonly renderText: (view: string, model: object, locale?: string) => string;
  /** The best locale for a list of wishes, dearest first. */
  readonly chooseLocale: (wishes: readonly string[]) => Locale;
  readonly assetUrl: (file: string) => string;
  /** Work that answers do not wait for; the store is closed when it is done. */
  readonly afterAnswer: AfterAnswer;
  readonly sessions: Pick<Sessions, 'open' | 'end' | 'endAll' | 'findHome'>;
}

const CONNECTED = 1;

/** Views, headers, sessions, CSRF, locale and error pages: what every page of the product stands on. */
export function createWeb(deps: WebDeps): Web {
  const { settings, log, clock, connection } = deps;
  const assets = createAssets();
  const views = ownViews();
  const locales = ownLocales();
  const languages = createLanguages(settings, locales);
  const sessions = createSessions({
    clock,
    store: createSessionStore(connection),
    cookies: {
      launch: createSessionCookie(settings, 'launch'),
      home: createSessionCookie(settings, 'home'),
    },
    frameTokens: createFrameTokens(deps),
    isStoreUp: () => Number(connection.readyState) === CONNECTED,
  });
  const isForeignWelcome = deps.isForeignWelcome ?? (() => false);

  function pageData(locale: Locale, req?: Request, model: object = {}): PageData {
    return {
      locale,
      now: clock.now(),
      csrfToken: req?.session?.csrfToken,
      frameToken: req?.frameToken,
      returnUrl: req?.session?.returnUrl,
      colorScheme: req && colorSchemeOf(req),
      languages: req && languages.choicesOf(req, model),
      asset: assets.url,
      hasFonts: assets.has('fonts/fonts.css'),
    };
  }

  const page: Web['page'] = (res, view, model = {}, { status = 200 } = {}) => {
    // A page for the public is opened by itself. Whoever comes from a platform's frame sees it there: no other browser has the
    // session that a private badge is shown to, while third-party cookies are blocked.
    if (views.isPublic(view) && !res.req.session) allowFraming(res, []);
    // Nobody gets another reader's page from a cache: in their language, session, or a platform's light frame.
    res.vary('Accept-Language, Cookie, Sec-Fetch-Dest');
    const chosen = languages.askedFor(res.req);
    if (chosen !== null) languages.keep(res, chosen);
    const html = views.renderPage(view, model, pageData(res.req.locale, res.req, model));
    res.status(status).type('html').send(html);
  };

  const proceed: Web['proceed'] = (res, path) => {
    if (res.req.frameToken === undefined) return res.redirect(303, path);
    page(res, 'web/proceed', { title: res.req.t('web.proceed.title'), path });
  };

  const chooseLocale = (req: Request) => {
    req.locale = languages.localeOf(req);
    req.t = req.locale.t;
  };

  const begin: RequestHandler = (req, _res, next) => {
    req.session = null;
    chooseLocale(req);
    next();
  };

  const admit = async (req: Request, res: Response, session: Session): Promise<void> => {
    if (deps.admitSession === undefined) return;
    // Until it is known to hold, nothing of it is shown.
    req.session = null;
    const place = await deps.admitSession(session);
    req.session = session;
    if (place === null) return sessions.end(req, res);
    allowFraming(res, place.frameAncestors);
  };

  const attachSession: RequestHandler = async (req, res, next) => {
    carryThroughRedirects(req, res, (path) => proceed(res, path));
    if (!isForeignWelcome(req)) await sessions.attach(req, res);
    if (req.session) await admit(req, res, req.session);
    const chosen = languages.askedFor(req);
    if (req.session && chosen !== null) await sessions.speak(req.session, chosen);
    chooseLocale(req);
    next();
  };

  const checkOwnOrigin = checkOrigin(settings);
  const checkUnlessWelcome: RequestHandler = (req, res, next) =>
    isForeignWelcome(req) ? next() : checkOwnOrigin(req, res, next);

  const showError = (req: Request, res: Response, model: ErrorModel) => {
    const { t } = res.req;
    // Whoever's visit has ended inside a learning platform is told so there: such a page has no form and no data.
    const isBare = !req.session && model.again === undefined && model.status !== 404;
    if (isBare) allowFraming(res, ['*']);
    const title = t(`web.error.${isOfLaunch(model) ? 'launch' : model.status}`);
    const words = problemInWords(t, model);
    page(res, 'errors/error', { ...model, ...words, title }, { status: model.status });
  };

  const mailData = (locale?: string) =>
    pageData(locales.choose(locale === undefined ? [] : [locale]));

  return {
    afterAnswer: createAfterAnswer(log),
    observe: observeRequests(deps.events),
    shared: createSharedAnswers({ clock, addresses: deps.shared ?? [] }),
    before: [
      ...assets.serve,
      setHeaders(settings),
      begin,
      enterRun,
      readRouteBodies(deps.bodies ?? []),
      ...readForms(),
      enterRun,
      checkFrameOrigin(settings),
      servePostedGets,
      attachSession,
      checkUnlessWelcome,
    ],
    after: [answerNotFound, handleErrors(log, showError)],
    page,
    proceed,
    renderMail: (view, model, locale) => views.renderPage(`mail/${view}`, model, mailData(locale)),
    renderText: (view, model, locale) => views.renderText(`mail/${view}`, model, mailData(locale)),
    chooseLocale: (wishes) => locales.choose(wishes),
    assetUrl: assets.url,
    sessions,
  };
}
