import type { Request, Response } from 'express';
import { requireHome } from './current-home.js';
import type { HomeDeps } from './home-deps.js';
import { homeNav } from './home-nav.js';
import { listJoined } from './list-persons.js';

/** Shows the page of a home's settings. */
export type ShowSettings = (
  req: Request,
  res: Response,
  more: object,
  status?: number,
) => Promise<void>;

/** @returns what shows the settings: addresses, where badges come from, data */
export const createShowSettings =
  (deps: Pick<HomeDeps, 'addresses' | 'web'> & Parameters<typeof listJoined>[0]): ShowSettings =>
  async (req, res, more, status = 200) => {
    const homeId = requireHome(req);
    const [addresses, joined] = await Promise.all([
      deps.addresses.list(homeId),
      listJoined(deps, homeId),
    ]);
    const model = {
      title: req.t('home.settings.title'),
      nav: homeNav(req, 'settings'),
      addresses: addresses.map(({ address }) => ({ address, canGo: addresses.length > 1 })),
      people: joined.map(({ person, platform, joinedAt }) => ({
        id: person.id,
        platform: platform === '' ? req.t('home.badges.gone') : platform,
        joinedAt,
      })),
      ...more,
    };
    deps.web.page(res, 'home/settings', model, { status });
  };
