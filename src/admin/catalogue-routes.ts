import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { parseForm } from '../web/index.js';
import type { AdminDeps } from './admin-page.js';
import { createFindIssuerOwner, INSTALLATION, withDone, type IssuerOwner } from './issuer-owner.js';
import { nothingHere, type Visitor, type Visitors } from './visitor.js';

const schema = z.object({
  revision: z.coerce.number().int().min(1),
  on: z.enum(['yes', 'no']),
});

/** The routes by which administrators publish the catalogue of their issuer, and take it down. */
export function createCatalogueRoutes(deps: AdminDeps, visitors: Visitors): Router {
  const { web, credentials } = deps;
  const router = Router();
  const findOwner = createFindIssuerOwner(deps, visitors);

  async function save(req: Request, res: Response, { actor }: Visitor, { id, path }: IssuerOwner) {
    const form = parseForm(req, schema);
    if (!form.ok) throw nothingHere();
    const { on, revision } = form.value;
    await credentials.issuers.saveCatalogue(id, on === 'yes', { actor, revision });
    web.proceed(res, withDone(path(), on === 'yes' ? 'catalogueOn' : 'catalogueOff'));
  }

  router.post('/admin/issuer/catalogue', async (req, res) => {
    await visitors.requireToAct(req);
    await save(req, res, await visitors.requireOperator(req), INSTALLATION);
  });

  router.post('/admin/platforms/:id/issuer/catalogue', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    await save(req, res, visitor, await findOwner(req, visitor, req.params.id));
  });

  return router;
}
