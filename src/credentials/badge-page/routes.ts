import { Router, type Request, type Response } from 'express';
import type { Usage } from '../../usage/index.js';
import { wantsPage, type Web } from '../../web/index.js';
import type { OwnDocuments } from '../documents/fetch-json.js';
import type { Addresses } from '../issuer/addresses.js';
import type { Issuers } from '../issuer/issuers.js';
import { badgeOf } from '../credential/badge-of.js';
import type { FindVisible, Viewer } from '../credential/find-visible.js';
import { fileName } from '../files/file-routes.js';
import { buildPage, ownPicture } from './page.js';
import type { FindProgrammes } from '../credential/programmes.js';
import type { ShowEndorsements } from './endorsements.js';
import type { FindRelated } from './related-badges.js';
import { schoolOf, type FindSchool } from '../school/school.js';
import { buildSharedPage } from '../sharing/shared-page.js';
import type { Verification } from '../verify/index.js';

/** @returns the name that a person typed to be shown, self-asserted; null where there is none */
export type FindSelfAssertedName = (personId: string) => Promise<string | null>;

export interface RouteDeps {
  readonly findVisible: FindVisible;
  readonly viewer: Viewer;
  readonly own: OwnDocuments;
  readonly issuers: Pick<Issuers, 'draft' | 'identitiesOf' | 'brandOf'>;
  readonly addresses: Pick<Addresses, 'publicUrl' | 'originsOf'>;
  readonly findSchool: FindSchool;
  readonly verify: (input: string) => Promise<Verification>;
  readonly page: Web['page'];
  readonly usage: Pick<Usage, 'countAnswer'>;
  readonly findSelfAssertedName: FindSelfAssertedName;
  readonly findRelated: FindRelated;
  readonly findProgrammes: FindProgrammes;
  readonly showEndorsements: ShowEndorsements;
}

/** Sends public JSON, readable by programs of any origin. */
function sendJson(res: Response, json: string, type: string): void {
  res.set('Access-Control-Allow-Origin', '*');
  res.type(type).send(json);
}

/** The documents that verifiers fetch: without a session, and never private. */
const OPEN_DOCUMENTS: readonly [path: string, type: string, maxAgeSeconds: number][] = [
  ['/.well-known/did.json', 'application/did+json', 300],
  ['/.well-known/jwks.json', 'application/jwk-set+json', 300],
  ['/status/:id', 'application/vc', 60],
  ['/status/:id/suspension', 'application/vc', 60],
  ['/status/:id/refresh', 'application/vc', 60],
  ['/issuers/:issuer/did.json', 'application/did+json', 300],
  ['/issuers/:issuer/keys/:thumbprint', 'application/jwk+json', 300],
];

/** The routes of badges' pages and of the documents that verifiers fetch. */
export function createRoutes(deps: RouteDeps): Router {
  const {
    addresses,
    findVisible,
    viewer,
    own,
    issuers,
    verify,
    page,
    findSelfAssertedName,
    findRelated,
    findSchool,
  } = deps;
  const router = Router();
  const originOf = (req: Request): string => req.issuerHost?.origin ?? addresses.publicUrl;

  for (const [path, type, maxAge] of OPEN_DOCUMENTS)
    router.get(path, async (req, res) => {
      const document = await own(req.path, originOf(req));
      // Nobody gives what is older where this server cannot be reached.
      const caching = path.startsWith('/status/') ? ', must-revalidate' : '';
      res.set('Cache-Control', `public, max-age=${maxAge}${caching}`);
      sendJson(res, JSON.stringify(document), type);
    });

  // The address of an issuer with an https identity: its Profile for programs, a page for people.
  router.get('/issuers/:issuer', async (req, res) => {
    const document = await own(req.path, originOf(req));
    const isPage = wantsPage(req);
    // A page has the visitor's language and tokens in it; the Profile is the same for everybody.
    res.set({
      Vary: 'Accept, Accept-Language, Cookie',
      'Cache-Control': isPage ? 'private, no-cache' : 'public, max-age=300',
    });
    if (!isPage) return sendJson(res, JSON.stringify(document), 'application/ld+json');
    const issuer = await issuers.draft(req.params.issuer);
    const image = ownPicture(issuer.logoUrl, [addresses.publicUrl]);
    const title = issuer.name ?? req.t('credentials.show.issuer');
    const identity = (await issuers.identitiesOf(issuer.id)).find(
      ({ form }) => form === issuer.identity,
    )?.profileId;
    const school = schoolOf(
      { id: identity ?? issuer.id, name: title },
      await issuers.brandOf(issuer.id),
    );
    const catalogue =
      issuer.isInUse && issuer.hasCatalogue ? `/issuers/${issuer.id}/achievements` : undefined;
    page(res, 'credentials/issuer', { title, issuer, image, identity, school, catalogue });
  });

  // The file that a person may save; programs ask for JSON at the badge's own address.
  router.get('/credentials/:id.json', async (req, res) => {
    res.set({ Vary: 'Cookie', 'Cache-Control': 'private, no-cache' });
    const credential = await findVisible(req, req.params.id);
    deps.usage.countAnswer(req, res, credential.achievementId, 'json');
    res.attachment(fileName(credential.achievementName, 'json'));
    sendJson(res, credential.json, 'application/vc');
  });

  router.get('/credentials/:id', async (req, res) => {
    const vary = 'Accept, Accept-Language, Cookie, Sec-Fetch-Dest';
    res.set({ Vary: vary, 'Cache-Control': 'private, no-cache' });
    const credential = await findVisible(req, req.params.id);
    if (credential.visibility !== 'public') res.set('X-Robots-Tag', 'noindex, nofollow');
    if (wantsPage(req)) {
      const verification = await verify(credential.json);
      const badge = badgeOf(credential, verification);
      const isMine = (await viewer(req)) === credential.personId;
      // Its own learner's looks are no verifications.
      if (!isMine) deps.usage.countAnswer(req, res, credential.achievementId, 'page');
      // A self-asserted name is never shown beside a signed one.
      const isNamed = credential.recipientName !== undefined;
      const ownWord = isNamed ? null : await findSelfAssertedName(credential.personId);
      return page(res, 'credentials/show', {
        ownWord,
        programmes: await deps.findProgrammes([credential.achievementId]),
        endorsements: await deps.showEndorsements(badge.credentialSubject.achievement.id),
        school: await findSchool({ issuerId: credential.issuerId, issuer: badge.issuer }),
        ...buildPage(
          credential,
          badge,
          verification,
          await addresses.originsOf(credential.issuerId),
          { t: req.t, language: req.locale.tag },
          await findRelated(credential),
        ),
        ...buildSharedPage(credential, badge, isMine, req.t),
      });
    }
    const types = ['application/vc', 'application/ld+json', 'application/json'];
    sendJson(res, credential.json, req.accepts(types) || 'application/vc');
  });

  return router;
}
