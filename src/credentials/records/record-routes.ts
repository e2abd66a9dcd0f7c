import { LRUCache } from 'lru-cache';
import { Router, type Request, type Response } from 'express';
import { NotFound, type Clock } from '../../base/index.js';
import { addressKey, wantsPage, type Web } from '../../web/index.js';
import type { Viewer } from '../credential/find-visible.js';
import type { VerifyForeign } from '../foreign/verify-foreign.js';
import type { Profile } from '../issuer/profile.js';
import type { FindSchool } from '../school/school.js';
import type { Verification } from '../verify/index.js';
import { buildResultView } from '../verify-page/result-view.js';
import type { LearnerRecord } from './record.js';
import type { Records } from './records.js';

export interface RecordRoutesDeps {
  readonly clock: Clock;
  readonly page: Web['page'];
  readonly records: Pick<Records, 'find' | 'jwtOf'>;
  readonly viewer: Viewer;
  /** @returns the home that a request's browser is signed in to; null where it is to none */
  readonly homeOf: (req: Request) => Promise<string | null>;
  readonly verify: VerifyForeign;
  readonly findSchool: FindSchool;
}

/** How long what was found of a record is shown, in milliseconds: dozens of badges take a second to check. */
const KEEP_MS = 60_000;
const MOST_KEPT = 100;

const hidden = (): NotFound =>
  new NotFound('record_not_found', 'There is no such record.', {
    action: 'If somebody gave you this address, ask them whether they have shared the record.',
  });

/**
 * `/records/<id>`: a page that checks the record and each badge in it, or the record itself for programs; `.json` and
 * `.jwt` as files. Nobody but its owner sees one that is not shared.
 */
export function createRecordRoutes(deps: RecordRoutesDeps): Router {
  const { records, viewer, homeOf, page, clock } = deps;
  const router = Router();
  const kept = new LRUCache<string, { readonly found: Verification; readonly at: number }>({
    max: MOST_KEPT,
  });

  const isOwn = async (req: Request, { personId, homeId }: LearnerRecord): Promise<boolean> => {
    if (homeId !== undefined) return (await homeOf(req)) === homeId;
    return (await viewer(req)) === personId;
  };

  const findVisible = async (req: Request, res: Response): Promise<LearnerRecord> => {
    res.set({
      Vary: 'Accept, Accept-Language, Cookie',
      'Cache-Control': 'private, no-cache',
      'X-Robots-Tag': 'noindex, nofollow',
    });
    const record = await records.find(String(req.params['id']));
    if (record === null) throw hidden();
    if (record.visibility === 'private' && !(await isOwn(req, record))) throw hidden();
    return record;
  };

  const verified = async ({ id, json, state }: LearnerRecord, key: string) => {
    const now = clock.now().getTime();
    const known = kept.get(`${id} ${state}`);
    if (known !== undefined && now - known.at < KEEP_MS) return known.found;
    const found = await deps.verify({ input: json }, key);
    kept.set(`${id} ${state}`, { found, at: now });
    return found;
  };

  router.get('/records/:id.json', async (req, res) => {
    const { json } = await findVisible(req, res);
    res.attachment('learner-record.json').type('application/vc').send(json);
  });

  router.get('/records/:id.jwt', async (req, res) => {
    const jwt = await records.jwtOf(await findVisible(req, res));
    res.attachment('learner-record.jwt').type('application/vc+jwt').send(jwt);
  });

  router.get('/records/:id', async (req, res) => {
    const record = await findVisible(req, res);
    if (!wantsPage(req)) {
      res.set('Access-Control-Allow-Origin', '*');
      return void res.type('application/vc').send(record.json);
    }
    const found = await verified(record, addressKey(req));
    const { issuer } = found.credential as { issuer: Profile };
    const result = buildResultView(found, req.t, req.locale.tag);
    page(res, 'credentials/record', {
      title: result.heading,
      result,
      id: record.id,
      isPrivate: record.visibility === 'private',
      school: await deps.findSchool({ issuerId: record.issuerId, issuer }),
    });
  });
  return router;
}
