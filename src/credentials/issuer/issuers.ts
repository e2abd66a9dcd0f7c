import type { Settings } from '../../base/index.js';
import type { Brand } from './brand.js';
import type { IdentityForm, Issuer, IssuerIdentity, IssuerOf } from './issuer.js';
import type { IssuerChange, IssuerDraft } from './issuer-draft.js';
import type { IssuerProfile } from './issuer-store.js';

export type IssuerSettings = Pick<
  Settings,
  'publicUrl' | 'issuerName' | 'issuerUrl' | 'issuerLogoUrl' | 'jwtAlgorithm'
>;

/** The issuers of this installation: its own, and those of platforms and deployments. */
export interface Issuers {
  /**
   * @returns the issuer of a deployment's new badges: its own, its platform's, or the installation's
   * @throws Conflict `issuer_incomplete`
   */
  get(of?: IssuerOf): Promise<Issuer>;
  /** Like `get`; null while the issuer is incomplete. */
  find(of?: IssuerOf): Promise<Issuer | null>;
  /** @returns the settings that are missing before anything can be issued */
  missing(of?: IssuerOf): Promise<string[]>;
  /**
   * @returns the name of an issuer of this installation by its identity; null for any other issuer, and for one with
   *   another's name that the operator has not allowed
   */
  nameOf(profileId: string): Promise<string | null>;
  /**
   * @returns the identity of the issuer of this installation that has a name, or one that looks like it; null where
   *   none has
   */
  findByName(name: string): Promise<string | null>;
  /** @returns the profile of `default`, of a platform or of a deployment, also where nothing was entered */
  draft(id: string): Promise<IssuerDraft>;
  /** @returns the current brand of an issuer, which applies to old badges, too */
  brandOf(id: string): Promise<IssuerBrand>;
  /**
   * Lists how badges name an issuer, by each kind of identity: first as new ones would, then as those do that were
   * issued under another host
   */
  identitiesOf(id: string): Promise<IssuerName[]>;
  /** @returns how badges would name an issuer at an origin */
  identityAt(id: string, origin: string): Promise<IssuerIdentity>;
  /** @returns the id of the issuer that gives a deployment's new badges */
  idOf(of: IssuerOf): Promise<string>;
  /** @returns the origin under which new documents of a deployment's issuer are found */
  originFor(of: IssuerOf): Promise<string>;
  /**
   * Saves a profile and takes it into use. Badges issued before stay unchanged. @throws Conflict `issuer_changed`,
   * `issuer_name_taken`
   */
  save(id: string, profile: IssuerProfile, change: IssuerChange): Promise<void>;
  /**
   * Saves the brand of what an issuer hands out, old and new. @throws Conflict `issuer_changed`, NotFound
   * `issuer_not_found`
   */
  saveBrand(id: string, brand: Brand, change: IssuerChange): Promise<void>;
  /**
   * Publishes the catalogue of an issuer, or takes it down. @throws Conflict `issuer_changed`, NotFound
   * `issuer_not_found`
   */
  saveCatalogue(id: string, hasCatalogue: boolean, change: IssuerChange): Promise<void>;
  /** @returns an issuer in use whose catalogue is public; null for any other */
  findCatalogued(id: string): Promise<Issuer | null>;
  /** Lists the issuers in use whose catalogue is public. */
  listCatalogued(): Promise<Issuer[]>;
  /** @returns the id of the issuer of each deployment's new badges, in the same order */
  idsOf(deployments: readonly IssuerOf[]): Promise<string[]>;
  /**
   * Gives an issuer up: new badges come from the platform's issuer again, or the installation's. @throws Conflict
   * `issuer_changed`
   */
  giveUp(id: string, change: IssuerChange): Promise<void>;
  /** Undoes `giveUp` within its time; it can be repeated. @throws Conflict `undo_over`, `issuer_changed` */
  undoGiveUp(id: string, change: IssuerChange): Promise<void>;
  /**
   * @returns the id under which a deployment has its own issuer: the platform's, where this deployment alone made that
   *   issuer
   */
  idFor(of: IssuerOf): Promise<string>;
  /** Updates the comparison keys of names ({@link compareNames}). @returns the ids of issuers with another's name */
  compareNames(): Promise<string[]>;
  /** Lists every identity by which badges name an issuer of this installation, with the issuer's name. */
  known(): Promise<KnownIssuer[]>;
  /** Lists every issuer that has badges or may have them. */
  list(): Promise<IssuerDraft[]>;
}

/** A brand with the parts of the profile that belong to it. */
export interface IssuerBrand {
  readonly brand: Brand;
  /** The uploaded picture for light grounds: the brand's own, or that of the profile. */
  readonly logoId?: string;
  /** The number of changes; what was drawn with an earlier revision is out of date. */
  readonly revision: number;
}

/** One way in which badges name an issuer. */
export interface IssuerName {
  readonly form: IdentityForm;
  readonly profileId: string;
}

/** An identity of an issuer of this installation, with the issuer's name. */
export interface KnownIssuer {
  readonly id: string;
  readonly name: string | undefined;
}
