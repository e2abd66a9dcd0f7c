import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import request from 'supertest';
import type { Laurel } from '../../src/app.js';

/** The application with a door beside it that gives its visitor the session of a person. */
export interface PersonsApp {
  readonly app: Express;
  /** What a request of that person carries: its cookie, and the token that forms are sent with. */
  readonly enter: (personId: string) => Promise<{ cookie: string; csrf: string }>;
}

export function withPersons({ app: laurelApp, web }: Pick<Laurel, 'app' | 'web'>): PersonsApp {
  const app = express();
  app.get('/as/:personId', web.before, (req: Request, res: Response, next: NextFunction) => {
    const { personId } = req.params as { personId: string };
    web.sessions
      .open(req, res, { subject: { personId }, strength: 'bound' })
      .then(() => res.json({ csrf: req.session?.csrfToken ?? '' }), next);
  });
  app.use(laurelApp);
  return {
    app,
    async enter(personId) {
      const entered = await request(app).get(`/as/${personId}`);
      const cookies: string[] = entered.get('Set-Cookie') ?? [];
      const { csrf } = entered.body as { csrf: string };
      return { cookie: cookies.map((one) => one.split(';')[0]).join('; '), csrf };
    },
  };
}
