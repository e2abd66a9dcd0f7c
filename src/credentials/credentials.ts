import type { Router, RequestHandler } from 'express';
import type { Web } from '../web/index.js';
import type { FindMailBrand } from '../mail/index.js';
import type { Audit } from '../audit/index.js';
import type { Clock, Events, Logger, Outbound, Sealer, Settings } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { Workers } from '../workers/index.js';
import type { ChangeState } from './issuing/change-state.js';
import type { Credential, Issued } from './credential/credential.js';
import type { FindArt } from './files/art.js';
import type { Files } from './files/create-files.js';
import type { FindPng } from './files/find-brand.js';
import type { Viewer } from './credential/find-visible.js';
import type { IssuerKey } from './issuer/issuer-key.js';
import type { IssuerKeys } from './issuer/issuer-keys.js';
import type { Issuers, IssuerSettings } from './issuer/issuers.js';
import type { IssueOrder, Visibility } from './credential/order.js';
import type { FindSelfAssertedName } from './badge-page/routes.js';
import type { ShareKit, Translate } from './sharing/share-kit.js';
import type { StatusLists } from './status/status-lists.js';
import type { Verification } from './verify/index.js';

export interface CredentialsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly events: Pick<Events, 'tell'>;
  readonly settings: IssuerSettings &
    Partial<Pick<Settings, 'verifyContextHosts' | 'verifyOwnContexts'>>;
  readonly sealer: Sealer;
  readonly audit: Audit;
  readonly outbound: Pick<Outbound, 'fetch'>;
  /** Where what strangers send is checked. */
  readonly workers: Pick<Workers, 'run'>;
  readonly page: Web['page'];
  /** The person whose session a request carries, or null: who may see a badge that is private. */
  readonly viewer?: Viewer;
  /** A name that a person gives themselves and wants shown, or null. It is on the page alone, marked, and never signed. */
  readonly findSelfAssertedName?: FindSelfAssertedName;
  /** How a version of an achievement looks; without it, or where it is null, a badge gets a plain seal. */
  readonly findArt?: FindArt;
  /** Uploaded logos and signatures; without it there are none. */
  readonly findPng?: FindPng;
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
  /** The badge of an award, in its newest version. */
  findByAward(awardId: string): Promise<Credential | null>;
  /** Newest first. */
  listByPerson(personId: string): Promise<Credential[]>;
  /** Sets who may see the page. Only its own person may. Throws `credential_not_found`. */
  share(id: string, personId: string, visibility: Visibility): Promise<Credential>;
  /**
   * Verifies any Open Badge 3.0 of any issuer: JSON, JWT, PNG or SVG, at most 1 MB (pictures 4 MB).
   * @param email held against the badge's recipient
   * @throws InvalidInput `too_costly`, Unavailable `too_busy`
   */
  verify(input: string | Uint8Array, options?: { email?: string }): Promise<Verification>;
  /** What its learner can take away and show elsewhere: the model of the component `keep-badge`. */
  shareKit(credential: Credential, t: Translate): ShareKit;
  /** Who issues: the installation's own issuer, and those of platforms. */
  readonly issuers: Issuers;
  /** The certificate of an example as PNG, in a brand that need not be saved. */
  readonly previewCertificate: Files['previewCertificate'];
  /** How mail in the name of a deployment's school looks; null while its issuer's profile is not whole. */
  readonly mailBrand: FindMailBrand;
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
