import { Router, type Request, type Response } from 'express';
import { NotFound, type Clock } from '../base/index.js';
import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';
import type { DidDocument } from './did-document.js';
import { buildPage } from './page.js';
import type { StatusLists } from './status-lists.js';

/** Renders a view into an answer; web/ has it. */
export type ShowPage = (
  res: Response,
  view: string,
  model: object,
  options?: { status?: number },
) => void | Promise<void>;

export interface RouteDeps {
  readonly publicUrl: string;
  readonly store: CredentialStore;
  readonly statusLists: StatusLists;
  readonly didDocument: () => Promise<DidDocument>;
  readonly page: ShowPage;
  readonly clock: Clock;
  readonly viewer: (req: Request) => Promise<string | null> | string | null;
}

const LOCAL_ID = /^[A-Za-z0-9_-]{22}$/;

/** Programs elsewhere may read what is public by its nature, from any origin. */
function sendJson(res: Response, json: string, type: string): void {
  res.set({ 'Access-Control-Allow-Origin': '*', 'X-Content-Type-Options': 'nosniff' });
  res.type(type).send(json);
}

/** The one answer for a badge that does not exist and for one that this person may not see. */
const hidden = (): NotFound =>
  new NotFound('credential_not_found', 'There is no badge at this address.', {
    action: 'If somebody gave you this address, ask them whether they have shared the badge.',
  });

export function createRoutes(deps: RouteDeps): Router {
  const { store, statusLists, didDocument, page, viewer, clock, publicUrl } = deps;
  const router = Router();

  const findVisible = async (req: Request, id: string): Promise<Credential> => {
    const credential = LOCAL_ID.test(id) ? await store.find(id) : null;
    if (credential === null) throw hidden();
    if (credential.visibility !== 'private') return credential;
    if ((await viewer(req)) !== credential.personId) throw hidden();
    return credential;
  };

  router.get('/.well-known/did.json', async (_req, res) => {
    res.set('Cache-Control', 'public, max-age=300');
    sendJson(res, JSON.stringify(await didDocument()), 'application/did+json');
  });

  router.get('/status/:id', async (req, res) => {
    const json = await statusLists.get(req.params.id, 'revocation');
    res.set('Cache-Control', 'public, max-age=60');
    sendJson(res, json, 'application/vc');
  });

  router.get('/status/:id/suspension', async (req, res) => {
    const json = await statusLists.get(req.params.id, 'suspension');
    res.set('Cache-Control', 'public, max-age=60');
    sendJson(res, json, 'application/vc');
  });

  router.get('/credentials/:id', async (req, res) => {
    res.set({ Vary: 'Accept, Cookie', 'Cache-Control': 'private, no-cache' });
    const credential = await findVisible(req, req.params.id);
    if (credential.visibility !== 'public') res.set('X-Robots-Tag', 'noindex, nofollow');
    const wanted = req.accepts([
      ...['text/html', 'application/vc', 'application/ld+json', 'application/json'],
    ]);
    if (wanted === 'text/html' || wanted === false)
      return page(res, 'credentials/show', buildPage(credential, publicUrl, clock.now()));
    sendJson(res, credential.json, wanted);
  });

  return router;
}
