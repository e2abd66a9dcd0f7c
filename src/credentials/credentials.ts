import type { FindDocumentLook } from './school/document-look.js';
import type { Request, Router } from 'express';
import type { SharedAnswers, Web } from '../web/index.js';
import type { FindMailBrand } from '../mail/index.js';
import type { Audit } from '../audit/index.js';
import type { Clock, Events, Logger, Outbound, Sealer, Settings } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { Usage } from '../usage/index.js';
import type { Workers } from '../workers/index.js';
import type { ChangeState } from './issuing/change-state.js';
import type { Credential, Issued } from './credential/credential.js';
import type { Words } from './certificate/content.js';
import type { FindArt } from './files/art.js';
import type { FileKind } from './files/badge-files.js';
import type { Files } from './files/create-files.js';
import type { FindPng } from './files/find-brand.js';
import type { IsOwnHome, Viewer } from './credential/find-visible.js';
import type { IssuerKey } from './issuer/issuer-key.js';
import type { IssuerKeys } from './issuer/issuer-keys.js';
import type { FindAchievementPlace, OwnHosts } from './hosts/own-hosts.js';
import type { ResolveTxt } from './hosts/look-for-proof.js';
import type { Addresses } from './issuer/addresses.js';
import type { Issuers, IssuerSettings } from './issuer/issuers.js';
import type { IssueOrder, Visibility } from './credential/order.js';
import type { FindProgrammes } from './credential/programmes.js';
import type { FindSelfAssertedName } from './badge-page/routes.js';
import type { OfferWallet } from './wallets/offer-wallet.js';
import type { ShareKit, Translate } from './sharing/share-kit.js';
import type { Records, RecordsDeps } from './records/records.js';
import type { FindSchool } from './school/school.js';
import type { SigningThreads } from './signing/threads/signing-threads.js';
import type { Endorsing } from './endorsing/endorsing.js';
import type { ShowEndorsements } from './badge-page/endorsements.js';
import type { StatusSource } from './status/status-source.js';
import type { StatusLists } from './status/status-lists.js';
import type { Verification } from './verify/index.js';

/** What {@link createCredentials} works with. */
export interface CredentialsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly events: Pick<Events, 'tell'>;
  readonly settings: IssuerSettings &
    Partial<Pick<Settings, 'verifyContextHosts' | 'verifyOwnContexts' | 'signingThreads'>>;
  readonly sealer: Sealer;
  readonly audit: Audit;
  readonly outbound: Pick<Outbound, 'fetch'>;
  /** The threads that sign; absent: as many as the settings say. */
  readonly threads?: SigningThreads;
  /** The worker processes that check what strangers send. */
  readonly workers: Pick<Workers, 'run'>;
  readonly page: Web['page'];
  /** The answers that everybody gets. Absent: none is kept */
  readonly shared?: Omit<SharedAnswers, 'answerFirst'>;
  readonly usage: Pick<Usage, 'count' | 'countAnswer'>;
  /** @returns the person of a request's session, who may see their private badges; null where there is none */
  readonly viewer?: Viewer;
  /** Whether a request comes from the home of a person, who may see their private badges there. Absent: there are none. */
  readonly isOwnHome?: IsOwnHome;
  /** @returns the home that a request's browser is signed in to. Absent: there are none */
  readonly homeOf?: (req: Request) => Promise<string | null>;
  /** @returns how the achievements of badges belong together, by the rules that give them. Absent: nobody knows */
  readonly relate?: RecordsDeps['relate'];
  /** @returns where achievements lead, by their addresses: badges that they are parts of are named in their badges. Absent: nowhere */
  readonly findProgrammes?: FindProgrammes;
  /**
   * @returns the name that a person typed and wants shown; it is on the page alone, marked as self-asserted, and never
   *   signed
   */
  readonly findSelfAssertedName?: FindSelfAssertedName;
  /** @returns the art of an achievement's version. Absent or null: the badge gets a plain seal */
  readonly findArt?: FindArt;
  /** @returns what an achievement of this installation says at a path; null for others. Absent: there are none */
  readonly findOwnAchievement?: (path: string) => Promise<object | null>;
  /** @returns where an achievement's version has its address, and whose it is; null for none. Absent: there are none */
  readonly findAchievementPlace?: FindAchievementPlace;
  /** The way out to hosts that issuers say are theirs; absent: as to strangers. */
  readonly hostOutbound?: Pick<Outbound, 'fetch'>;
  /** Finds TXT records; absent: by the machine's resolver. */
  readonly resolveTxt?: ResolveTxt;
  /** @returns the endorsements of an achievement that are shown beside its badges: JSON, or tokens. Absent: there are none */
  readonly findEndorsements?: (achievementUrl: string) => Promise<readonly string[]>;
  /** @returns the endorsements of an achievement as a badge's page shows them. Absent: there are none */
  readonly showEndorsements?: ShowEndorsements;
  /** What else has places in status lists. */
  readonly moreStatus?: readonly StatusSource[];
  /** @returns uploaded logos and signatures. Absent: there are none */
  readonly findPng?: FindPng;
}

/** The Open Badges 3.0 of this installation: issuing, storing, showing, revoking. */
export interface Credentials extends ChangeState {
  readonly routes: Router;
  /** Learner records over badges (CLR 2.0). */
  readonly records: Records;
  /**
   * Issues one badge. The same `awardId` gives the same badge, in whichever process and however often.
   * @throws (codes) `credential_not_well_formed`, `issuer_incomplete`
   */
  issue(order: IssueOrder): Promise<Credential>;
  /**
   * Issues many badges, thousands at a time. @returns them without their texts, in the orders' order. After an error
   * some may have been issued: repeat the call
   */
  issueBatch(orders: readonly IssueOrder[]): Promise<Issued[]>;
  /** Waits for the badges that are being signed, and ends the threads that sign. */
  close(): Promise<void>;
  /** @throws NotFound `credential_not_found` */
  get(id: string): Promise<Credential>;
  find(id: string): Promise<Credential | null>;
  /** Finds the newest version of an award's badge. */
  findByAward(awardId: string): Promise<Credential | null>;
  /** Finds the newest version of each award's badge, by the award's id; of those that are issued. */
  findByAwards(awardIds: readonly string[]): Promise<ReadonlyMap<string, Credential>>;
  /** Says where the achievements of badges lead, by their addresses. */
  readonly findProgrammes: FindProgrammes;
  /** Lists a person's badges, the newest first. */
  listByPerson(personId: string): Promise<Credential[]>;
  /** Sets who may see the page; only the badge's own person may. @throws NotFound `credential_not_found` */
  share(id: string, personId: string, visibility: Visibility): Promise<Credential>;
  /**
   * Verifies any Open Badge 3.0 of any issuer: JSON, JWT, PNG or SVG, at most 1 MB (pictures 4 MB).
   * @param email held against the badge's recipient
   * @throws InvalidInput `too_costly`, Unavailable `too_busy`
   */
  verify(input: string | Uint8Array, options?: { email?: string }): Promise<Verification>;
  /** Makes a badge's file, in a reader's language where it has words. @returns it with its media type and a name for it */
  file(
    credential: Credential,
    kind: FileKind,
    words: Words,
  ): Promise<{ readonly type: string; readonly bytes: Uint8Array; readonly name: string }>;
  /** @returns what the learner can download and share: the model of the component `keep-badge` */
  shareKit(credential: Credential, t: Translate): ShareKit;
  /** Signs endorsements of achievements for whom this installation hosts. */
  readonly endorsing: Endorsing;
  /** Opens the way of a badge into a wallet; whose badge it is was asked before. */
  readonly offerWallet: OfferWallet;
  /** Under which addresses documents of this installation are found. */
  readonly addresses: Addresses;
  /** Hosts that issuers have of their own. */
  readonly hosts: OwnHosts;
  /** The issuers: the installation's own, and those of platforms. */
  readonly issuers: Issuers;
  /** How the page of an issuer is headed: its name, logo and colours. */
  readonly findSchool: FindSchool;
  /** Draws the certificate of an example as PNG, in a brand that need not be saved. */
  readonly previewCertificate: Files['previewCertificate'];
  /** How mail in the name of a deployment's school looks; null while its issuer's profile is not whole. */
  readonly mailBrand: FindMailBrand;
  /** How a document in the name of a deployment's school looks. */
  readonly documentLook: FindDocumentLook;
  /** @returns another PUBLIC_URL than today's that an issued badge names; null where there is none */
  findFormerIssuer(): Promise<string | null>;
  readonly keys: IssuerKeys;
  /**
   * Counts the badges that a key has signed, from a moment on where one is given. Null for a key of JWT files, which
   * are made on demand and not counted.
   */
  countSignedBy(key: IssuerKey, from?: Date): Promise<number | null>;
  readonly statusLists: StatusLists;
}
