import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { InvalidInput, NotFound, randomId } from '../../base/index.js';
import { mailAddressOf, personIdOf } from '../../people/index.js';
import { parseForm } from '../../web/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { instructorActs, paramOf } from '../visit/visit.js';
import type { DigestStore } from './digest-store.js';
import { nextMorning } from './next-morning.js';

/** What the routes of the daily mail work with. */
export interface DigestRoutesDeps extends Pick<
  CourseDeps,
  'clock' | 'web' | 'lti' | 'people' | 'audit'
> {
  readonly digests: DigestStore;
}

const choice = z.object({ do: z.enum(['begin', 'soon', 'end']) });

const DONE = { begin: 'digestOn', soon: 'digestSoon', end: 'digestOff' } as const;

/**
 * The routes of the daily mail about what needs an instructor: begun and ended in the course, and ended from a mail
 * without signing in.
 */
export function createDigestRoutes(deps: DigestRoutesDeps): Router {
  const { web, digests } = deps;

  const choose: RequestHandler = async (req, res) => {
    const { course, launch, actor, locale } = await instructorActs(deps, req);
    const form = parseForm(req, choice);
    if (!form.ok) throw new InvalidInput('form_unreadable', 'The form could not be read.');
    const userId = launch.user.id;
    const wish = form.value.do;
    const isOn = wish !== 'end';
    if (isOn) {
      const [person] = await deps.people.findMany([personIdOf(course.platformId, userId)]);
      if (!person || !mailAddressOf(person)) return web.proceed(res, '/my/settings');
      const nextAt = nextMorning(deps.clock.now());
      await digests.begin({
        id: randomId(),
        tenant: course,
        userId,
        locale,
        token: randomId(),
        nextAt,
        isSoon: wish === 'soon',
      });
    } else await digests.end(course, userId);
    const action = isOn ? 'digest.begun' : 'digest.ended';
    await deps.audit.record({ actor, action, subject: actor, ...course });
    web.proceed(res, `/course?done=${DONE[wish]}`);
  };

  const tokenOf = (req: Parameters<RequestHandler>[0]): string => {
    const token = paramOf(req, 'token');
    if (!/^[\w-]{22}$/.test(token)) throw new NotFound('page_not_found', 'There is no such page.');
    return token;
  };

  // A GET shows a button and changes nothing: mail scanners follow links.
  const ask: RequestHandler = async (req, res) => {
    const token = tokenOf(req);
    const isThere = (await digests.findByToken(token)) !== null;
    web.page(res, 'web/digest', {
      title: req.t('desk.digest.stopTitle'),
      token,
      isThere,
      noindex: true,
    });
  };

  /** Ends the mails, from the page's button or from a mail program's (RFC 8058), which posts without a session. */
  const stop: RequestHandler = async (req, res) => {
    await digests.endByToken(tokenOf(req));
    web.page(res, 'web/digest', {
      title: req.t('desk.digest.stopTitle'),
      isThere: false,
      noindex: true,
    });
  };

  const routes = Router();
  routes.post('/course/digest', choose);
  routes.get('/digest/:token', ask);
  routes.post('/digest/:token', stop);
  return routes;
}
