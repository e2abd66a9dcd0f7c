import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { NotFound } from '../base/index.js';
import { parseForm } from '../web/index.js';
import { currentHome, requireHome } from './current-home.js';
import type { HomeDeps } from './home-deps.js';
import { buildForeignChoices, buildProfileForeign } from './foreign-profile.js';
import { homeNav } from './home-nav.js';
import { buildPathwayChoices, buildProfilePathways } from './home-pathways.js';
import { buildProfile, buildProfileForm, type ProfileDeps } from './profile-page.js';

const MOST_BADGES = 500;
const yesNo = z.enum(['yes', 'no']).default('no');
const chosen = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((ids) => [ids].flat())
  .pipe(z.array(z.string().max(64)).max(MOST_BADGES));
const profileForm = z.object({
  on: yesNo,
  indexed: yesNo,
  // No control characters: a name is one line.
  name: z
    .string()
    .trim()
    .max(100)
    .regex(/^\P{Cc}*$/u)
    .default(''),
  badges: chosen,
  foreign: chosen,
  pathways: chosen,
});

const DONE = ['saved', 'moved'];

const gone = (): NotFound =>
  new NotFound('profile_unknown', 'There is no profile at this address.', {
    action: 'Ask the person who gave you this address.',
  });

/** A person's profile: the page on which they say what it shows, and the page itself. */
export function createProfileRoutes(
  deps: ProfileDeps &
    Pick<HomeDeps, 'audit' | 'settings' | 'profiles' | 'web' | 'imports' | 'joins' | 'walked'>,
): Router {
  const { web, profiles } = deps;
  const wordsOf = (req: Request) => ({ t: req.t, locale: req.locale.code });

  async function showForm(req: Request, res: Response, more: object, status = 200) {
    const homeId = requireHome(req);
    const { publicUrl } = deps.settings;
    const profile = await profiles.find(homeId);
    const page = {
      ...(await buildProfileForm(deps, wordsOf(req), homeId, profile, publicUrl)),
      ...(await buildForeignChoices(deps, req, homeId, profile)),
      ...(await buildPathwayChoices(deps, req, homeId, profile)),
    };
    web.page(res, 'home/profile', { ...page, nav: homeNav(req, 'profile'), ...more }, { status });
  }

  const show: RequestHandler = async (req, res) => {
    if (currentHome(req) === null) return res.redirect(303, '/home');
    await showForm(req, res, { done: DONE.find((one) => one === req.query.done) });
  };

  const save: RequestHandler = async (req, res) => {
    const homeId = requireHome(req);
    const form = parseForm(req, profileForm);
    if (!form.ok) return showForm(req, res, { form }, 422);
    const { on, indexed, name, badges, foreign, pathways } = form.value;
    const before = await profiles.find(homeId);
    const isOn = on === 'yes';
    await profiles.save(homeId, {
      isOn,
      isIndexed: indexed === 'yes',
      name,
      awards: badges,
      foreign,
      pathways,
    });
    if (isOn !== (before?.isOn ?? false)) {
      const home = `home:${homeId}`;
      const action = isOn ? 'profile.shown' : 'profile.hidden';
      await deps.audit.record({ actor: home, action, subject: home });
    }
    res.redirect(303, '/home/profile?done=saved');
  };

  const move: RequestHandler = async (req, res) => {
    await profiles.move(requireHome(req));
    res.redirect(303, '/home/profile?done=moved');
  };

  const showProfile: RequestHandler<{ id: string }> = async (req, res) => {
    const profile = /^[\w-]{22}$/.test(req.params.id) && (await profiles.findShown(req.params.id));
    if (!profile) throw gone();
    // Once it is switched off nobody has it from anywhere.
    res.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Language' });
    if (!profile.isIndexed) res.set('X-Robots-Tag', 'noindex, nofollow');
    const words = { t: req.t, locale: req.locale.code };
    const { shown: awards, ...page } = await buildProfile(deps, words, profile);
    const shown = { awards, brought: profile.foreign ?? [] };
    const walked = await buildProfilePathways(deps, req, profile, shown);
    web.page(res, 'home/public', {
      ...page,
      // A map needs its width.
      pageClass: walked.length > 0 ? 'wide' : '',
      foreign: await buildProfileForeign(deps, req, profile),
      pathways: walked,
    });
  };

  const routes = Router();
  routes.get('/home/profile', show);
  routes.post('/home/profile', save);
  routes.post('/home/profile/move', move);
  routes.get('/profiles/:id', showProfile);
  return routes;
}
