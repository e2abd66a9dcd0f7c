import { Router, type RequestHandler } from 'express';
import type { Audit } from '../audit/index.js';
import { NotFound, type Clock, type Logger, type Outbound, type Sealer } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { createBadgeSigner } from './badge-signer.js';
import { createChangeState, type ChangeState } from './change-state.js';
import type { Credential, Issued } from './credential.js';
import { createCredentialStore } from './credential-store.js';
import { type FindArt } from './files/art.js';
import { createMakeFile } from './files/badge-files.js';
import { createFileRoutes } from './files/file-routes.js';
import { createFindVisible, type Viewer } from './find-visible.js';
import { createFetchJson } from './fetch-json.js';
import { createIssue } from './issue.js';
import { issuerIdOf } from './issuer.js';
import type { IssuerKey } from './issuer-key.js';
import { createIssuerKeyStore } from './issuer-key-store.js';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.js';
import { createIssuerStore } from './issuer-store.js';
import { createIssuers, type Issuers, type IssuerSettings } from './issuers.js';
import type { IssueOrder, Visibility } from './order.js';
import { createKnownShapes } from './known-shapes.js';
import { createOwnDocuments } from './own-documents.js';
import { createPageCache } from './page-cache.js';
import { createRoutes, type FindOwnWord, type ShowPage } from './routes.js';
import { buildShareKit, type ShareKit, type Translate } from './sharing/share-kit.js';
import { createShareRoutes } from './sharing/share-routes.js';
import { createFindRelated } from './related-badges.js';
import { createStatusListStore } from './status-list-store.js';
import { createStatusLists, type StatusLists } from './status-lists.js';
import { createTakePlaces } from './status-places.js';
import { verify, type Verification } from './verify/index.js';
import { createFetchBadge, type FetchBadge } from './verify-input.js';
import { createVerifyPageRoutes } from './verify-page/verify-page-routes.js';
import { createBindToHolder } from './wallets/bind-to-holder.js';
import { createExchangeStore } from './wallets/exchange-store.js';
import { createWalletRoutes } from './wallets/wallet-routes.js';
import { createVerifyRoutes } from './verify-routes.js';

export interface CredentialsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly settings: IssuerSettings;
  readonly sealer: Sealer;
  readonly audit: Audit;
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly page: ShowPage;
  /** The person whose session a request carries, or null: who may see a badge that is private. */
  readonly viewer?: Viewer;
  /** A name that a person gives themselves and wants shown, or null. It is on the page alone, marked, and never signed. */
  readonly findOwnWord?: FindOwnWord;
  /** How a version of an achievement looks; without it, or where it is null, a badge gets a plain seal. */
  readonly findArt?: FindArt;
}

/** Open Badges 3.0 of this installation: issued, kept, shown, taken back. */
export interface Credentials extends ChangeState {
  readonly routes: Router;
  /** Pages of shared badges from memory; to be mounted before everything else. */
  readonly cachedPages: RequestHandler;
  /**
   * Issues one badge. The same `awardId` gives the same badge, however often and from wherever.
   * Throws `credential_not_well_formed`, `issuer_incomplete`.
   */
  issue(order: IssueOrder): Promise<Credential>;
  /** Issues many, thousands at a time; what comes back, without the badges' texts, stands in the orders' order. All or, on an error, some: repeat it. */
  issueBatch(orders: readonly IssueOrder[]): Promise<Issued[]>;
  /** Throws `credential_not_found`. */
  get(id: string): Promise<Credential>;
  find(id: string): Promise<Credential | null>;
  /** The badge of an award; where it was corrected, the badge that stands in its place. */
  findByAward(awardId: string): Promise<Credential | null>;
  /** Newest first. */
  listByPerson(personId: string): Promise<Credential[]>;
  /** Sets who may see the page. Only its own person may. Throws `credential_not_found`. */
  share(id: string, personId: string, visibility: Visibility): Promise<Credential>;
  /**
   * Verifies any Open Badge 3.0 of any issuer: JSON, JWT, PNG or SVG, at most 1 MB (pictures 4 MB).
   * @param email held against the badge's recipient
   */
  verify(input: string | Uint8Array, options?: { email?: string }): Promise<Verification>;
  /** Fetches a badge by address, to be verified. Throws `badge_unreachable`. */
  fetchBadge: FetchBadge;
  /** What its learner can take away and show elsewhere: the model of the component `keep-badge`. */
  shareKit(credential: Credential, t: Translate): ShareKit;
  /** Who issues: the installation's own issuer, and those of platforms. */
  readonly issuers: Issuers;
  /** Whether any badge exists that names another PUBLIC_URL than today's; if so, that one. */
  findFormerIssuer(): Promise<string | null>;
  readonly keys: IssuerKeys;
  /**
   * How many badges a key has signed, from a time on where one is given. Null for a key of JWT files: they are made when
   * somebody takes them away, and not counted.
   */
  countSignedBy(key: IssuerKey, from?: Date): Promise<number | null>;
  readonly statusLists: StatusLists;
}

/** Makes the room: its models on the connection, its functions, its routes. */
export function createCredentials(deps: CredentialsDeps): Credentials {
  const { connection, clock, settings, sealer, audit, outbound } = deps;
  const { publicUrl } = settings;
  const store = createCredentialStore(connection);
  const keyStore = createIssuerKeyStore(connection);
  const lists = createStatusListStore(connection);
  const issuerKeys = createIssuerKeys({ store: keyStore, sealer, clock });
  const issuers = createIssuers({
    ...{ store: createIssuerStore(connection), settings, clock, audit },
  });
  const takePlaces = createTakePlaces({ store: lists, clock });
  const signer = createBadgeSigner(deps.log);
  const issue = createIssue({
    ...{ publicUrl, store, keys: issuerKeys, signer, takePlaces, clock },
    getIssuer: (platformId) => issuers.get(platformId),
  });
  const statusLists = createStatusLists({
    ...{ publicUrl, lists, credentials: store, keys: issuerKeys, clock },
  });
  const keys: IssuerKeys = {
    ...issuerKeys,
    async markCompromised(keyId, from) {
      await issuerKeys.markCompromised(keyId, from);
      statusLists.dropAll();
    },
  };
  const pageCache = createPageCache({ clock });
  const onChange = ({ id, statusListId }: Credential) => {
    statusLists.drop(statusListId);
    pageCache.drop(id);
  };
  const changeState = createChangeState({ store, audit, clock, issue: issue.one, onChange });

  const get = async (id: string): Promise<Credential> => {
    const credential = await store.find(id);
    if (credential === null) throw new NotFound('credential_not_found', 'There is no such badge.');
    return credential;
  };
  const own = createOwnDocuments({ publicUrl, keys, statusLists, issuers });
  const fetchJson = createFetchJson({ outbound, clock, publicUrl, own });
  const fetchNew = (url: string) => fetchJson(url, { isNew: true });
  const fetchBadge = createFetchBadge({ publicUrl, outbound, find: (id) => store.find(id) });
  const viewer = deps.viewer ?? (() => null);
  const findVisible = createFindVisible(store, viewer);
  const findArt = deps.findArt ?? (() => null);
  const makeFile = createMakeFile({
    ...{ publicUrl, keys, fetchJson, clock },
    jwtAlgorithm: settings.jwtAlgorithm ?? 'RS256',
    findArt,
  });
  const now = () => clock.now();
  const recognise = (profileId: string) => issuers.nameOf(profileId);
  const findKnown = createKnownShapes();
  const verifyBadge: Credentials['verify'] = (input, options = {}) =>
    verify(input, { now, fetchJson, fetchNew, recognise, findKnown, ...options });

  return {
    ...changeState,
    cachedPages: pageCache.answerFirst,
    keys,
    statusLists,
    get,
    issuers,
    verify: verifyBadge,
    fetchBadge,
    issue: (order) => issue.one(order),
    issueBatch: issue.batch,
    async countSignedBy({ id, issuerId, algorithm }, from) {
      if (algorithm !== 'Ed25519') return null;
      return store.countSignedBy(await lists.idsOf(issuerId), id, from);
    },
    find: (id) => store.find(id),
    async findByAward(awardId) {
      let found = await store.findByAward(awardId);
      while (found?.supersededBy !== undefined) found = await store.find(found.supersededBy);
      return found;
    },
    listByPerson: (personId) => store.listByPerson(personId),
    async share(id, personId, visibility) {
      const credential = await store.setVisibility(id, personId, visibility);
      pageCache.drop(id);
      if (credential === null)
        throw new NotFound('credential_not_found', 'There is no such badge.');
      return credential;
    },
    shareKit: buildShareKit,
    async findFormerIssuer() {
      const others = (await keys.list()).filter(
        ({ controller }) => issuerIdOf(publicUrl, controller) === null,
      );
      return others[0] !== undefined && (await store.hasAny()) ? others[0].controller : null;
    },
    routes: Router().use(
      createFileRoutes({ findVisible, makeFile }),
      createWalletRoutes({
        fetchJson,
        ...{ publicUrl, clock, audit, page: deps.page, viewer, findVisible, store },
        exchanges: createExchangeStore(connection),
        bindToHolder: createBindToHolder({ keys, clock }),
      }),
      createShareRoutes({ findVisible, findArt, page: deps.page, verify: verifyBadge }),
      createRoutes({
        ...{ publicUrl, findVisible, viewer, own, issuers },
        ...{ verify: verifyBadge, page: deps.page },
        findRelated: createFindRelated(store),
        findOwnWord: deps.findOwnWord ?? (() => Promise.resolve(null)),
      }),
      createVerifyRoutes({ clock, fetchBadge, verify: verifyBadge }),
      createVerifyPageRoutes({
        ...{ page: deps.page, clock, fetchBadge, verify: verifyBadge },
        issuers: () => issuers.known(),
      }),
    ),
  };
}
