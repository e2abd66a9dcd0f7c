import type { Request, Router } from 'express';
import type { Credentials } from '../credentials/index.js';
import { createRecordPageRoutes, type RecordHolder } from '../learner/index.js';
import type { Web } from '../web/index.js';
import { requireHome } from './current-home.js';
import { homeNav } from './home-nav.js';
import { listJoined } from './list-persons.js';

/** What the page of records in a home works with. */
export interface HomeRecordDeps {
  readonly settings: { readonly publicUrl: string };
  readonly home: Parameters<typeof listJoined>[0];
  readonly credentials: Pick<Credentials, 'listByPerson' | 'records'>;
  readonly web: Pick<Web, 'page' | 'proceed'>;
}

/** The page on which somebody makes records of badges from every platform that is in their home. */
export function createHomeRecordRoutes(deps: HomeRecordDeps): Router {
  const find = async (req: Request): Promise<RecordHolder> => {
    const homeId = requireHome(req);
    const joined = await listJoined(deps.home, homeId);
    const badges = await Promise.all(
      joined.map(({ person }) => deps.credentials.listByPerson(person.id)),
    );
    return { owner: { homeId }, known: badges.flat() };
  };
  return createRecordPageRoutes(deps, {
    base: '/home/record',
    view: 'home/record',
    looks: find,
    // A home has one kind of session: whoever may look may act.
    acts: find,
    around: (req) => ({ nav: homeNav(req, 'record') }),
  });
}
