import { pictureUrl } from '../../achievements/index.js';
import type { Audit } from '../../audit/index.js';
import {
  Conflict,
  NotFound,
  omitUndefined,
  UNDO_MS,
  type Clock,
  type Settings,
} from '../../base/index.js';
import { PLAIN_BRAND, type Brand } from './brand.js';
import {
  DEFAULT_ISSUER,
  deploymentIssuerId,
  IDENTITY_FORMS,
  issuerIdOf,
  profileIdOf,
  type IdentityForm,
  type Issuer,
  type IssuerOf,
} from './issuer.js';
import { nameKey, plainName } from '../verify/name-key.js';
import { compareNames, nameHolders } from './compare-names.js';
import { differences } from './issuer-differences.js';
import type { IssuerChange, IssuerDraft } from './issuer-draft.js';
import { changedMeanwhile, incomplete, nameTaken } from './issuer-errors.js';
import type { IssuerProfile, IssuerRecord, IssuerStore } from './issuer-store.js';
import { idsFor, ownIssuerOf } from './own-issuer.js';

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
  /** @returns how badges would name an issuer, by each kind of identity */
  identitiesOf(id: string): { readonly form: IdentityForm; readonly profileId: string }[];
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

/** An identity of an issuer of this installation, with the issuer's name. */
export interface KnownIssuer {
  readonly id: string;
  readonly name: string | undefined;
}

/** @returns the issuers of this installation */
export function createIssuers(deps: {
  readonly store: IssuerStore;
  readonly settings: IssuerSettings;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  /** A profile or a brand was saved: what was made with the one before is out of date. */
  readonly onChanged?: () => void;
}): Issuers {
  const { store, settings, clock, audit } = deps;
  const { publicUrl, issuerName, issuerUrl, issuerLogoUrl } = settings;

  /** The settings are the installation's profile until one is saved. */
  const fromSettings = (): IssuerDraft =>
    omitUndefined({
      id: DEFAULT_ISSUER,
      identity: 'did:web',
      isInUse: true,
      revision: 0,
      name: issuerName,
      url: issuerUrl,
      logoUrl: issuerLogoUrl,
    });

  const toDraft = (record: IssuerRecord): IssuerDraft => {
    const isDefault = record.id === DEFAULT_ISSUER;
    const logoUrl =
      record.pictureId === undefined
        ? isDefault && issuerLogoUrl
        : pictureUrl(publicUrl, record.pictureId);
    return omitUndefined({ ...record, logoUrl: logoUrl || undefined });
  };

  const draft = async (id: string): Promise<IssuerDraft> => {
    const record = await store.find(id);
    if (record !== null) return toDraft(record);
    if (id === DEFAULT_ISSUER) return fromSettings();
    return { id, identity: 'did:web', isInUse: false, revision: 0 };
  };

  const list = async (): Promise<IssuerDraft[]> => {
    const records = await store.list();
    const own = records.find(({ id }) => id === DEFAULT_ISSUER);
    const others = records.filter(({ id }) => id !== DEFAULT_ISSUER).map(toDraft);
    return [own === undefined ? fromSettings() : toDraft(own), ...others];
  };

  /** What was entered for a platform holds for all its deployments, except those that have entered their own. */
  const inUse = async (of?: IssuerOf): Promise<IssuerDraft> => {
    if (of === undefined) return draft(DEFAULT_ISSUER);
    const own = ownIssuerOf(await store.findAll(idsFor(of)), of);
    return own === undefined ? draft(DEFAULT_ISSUER) : toDraft(own);
  };

  const toIssuer = (found: IssuerDraft): Issuer | null => {
    const { id, name, url, logoUrl, pictureAlt, email, description } = found;
    if (name === undefined || url === undefined) return null;
    return omitUndefined({
      id,
      profileId: profileIdOf(publicUrl, id, found.identity),
      name,
      url,
      logoUrl,
      pictureAlt,
      email,
      description,
    });
  };

  const toCatalogued = (record: IssuerRecord | null): Issuer | null =>
    record?.isInUse === true && record.hasCatalogue === true ? toIssuer(toDraft(record)) : null;

  const missingIn = ({ name, url }: IssuerDraft): string[] => [
    ...(name === undefined ? ['ISSUER_NAME'] : []),
    ...(url === undefined ? ['ISSUER_URL'] : []),
  ];

  const put = async (record: IssuerRecord, before: IssuerDraft, actor: string): Promise<void> => {
    if (!(await store.save(record))) throw changedMeanwhile();
    deps.onChanged?.();
    const { id } = record;
    await audit.record(
      omitUndefined({
        actor,
        action: 'issuer.changed',
        subject: `issuer:${id}`,
        platformId: record.platformId,
        deploymentId: record.deploymentId,
        details: differences(before, record),
      }),
    );
  };

  const identitiesOf = (id: string) =>
    IDENTITY_FORMS.map((form) => ({ form, profileId: profileIdOf(publicUrl, id, form) }));

  /** Lists the issuers of a name, the one to which it belongs first. */
  const listNamed = async (name: string): Promise<IssuerDraft[]> => {
    const key = nameKey(name);
    const named = (await list()).filter((one) => one.name && nameKey(one.name) === key);
    return named.toSorted((a, b) => Number(b.nameKey === key) - Number(a.nameKey === key));
  };
  const holderOf = async (name: string): Promise<IssuerDraft | undefined> =>
    (await listNamed(name))[0];

  const next = (revision: number) => ({ revision: revision + 1, changedAt: clock.now() });

  return {
    draft,
    async get(of) {
      const found = await inUse(of);
      const issuer = toIssuer(found);
      if (issuer === null) throw incomplete(missingIn(found));
      return issuer;
    },
    find: async (of) => toIssuer(await inUse(of)),
    missing: async (of) => missingIn(await inUse(of)),
    async nameOf(profileId) {
      const id = issuerIdOf(publicUrl, profileId);
      if (id === null) return null;
      const { name, nameKey: key, mayShareName = false } = await draft(id);
      if (name === undefined || key !== undefined || mayShareName) return name ?? null;
      return (await holderOf(name))?.id === id ? name : null;
    },
    async findByName(name) {
      const found = await holderOf(name);
      return found === undefined ? null : profileIdOf(publicUrl, found.id, found.identity);
    },
    async save(id, given, { actor, revision, isByOperator = false, of }) {
      const before = await draft(id);
      const profile = { ...given, name: plainName(given.name) };
      const isTaken = (await listNamed(profile.name)).some((one) => one.id !== id);
      if (isTaken && !isByOperator) throw nameTaken();
      const name = isTaken ? { mayShareName: true } : { nameKey: nameKey(profile.name) };
      // What was taken out of use is taken into it again as at first: without a public page.
      const hasCatalogue = before.isInUse ? before.hasCatalogue : undefined;
      const whose = omitUndefined({ ...of, brand: before.brand, hasCatalogue });
      const record = { ...profile, ...whose, ...name, id, isInUse: true, ...next(revision) };
      await put(record, before, actor);
    },
    async saveBrand(id, brand, { actor, revision }) {
      const before = await store.find(id);
      if (before === null) throw new NotFound('issuer_not_found', 'There is no such issuer.');
      await put({ ...before, brand, ...next(revision) }, toDraft(before), actor);
    },
    async saveCatalogue(id, hasCatalogue, { actor, revision }) {
      const before = await store.find(id);
      if (before === null) throw new NotFound('issuer_not_found', 'There is no such issuer.');
      await put({ ...before, hasCatalogue, ...next(revision) }, toDraft(before), actor);
    },
    findCatalogued: async (id) => toCatalogued(await store.find(id)),
    listCatalogued: async () => (await store.list()).flatMap((one) => toCatalogued(one) ?? []),
    async idsOf(deployments) {
      const records = await store.list();
      return deployments.map((of) => ownIssuerOf(records, of)?.id ?? DEFAULT_ISSUER);
    },
    async giveUp(id, { actor, revision }) {
      const before = id === DEFAULT_ISSUER ? null : await store.find(id);
      if (before === null) throw new NotFound('issuer_not_found', 'There is no such issuer.');
      if (before.isInUse)
        await put({ ...before, isInUse: false, ...next(revision) }, toDraft(before), actor);
    },
    async undoGiveUp(platformId, { actor, revision }) {
      const before = await store.find(platformId);
      if (before === null || before.isInUse) return;
      if (clock.now().getTime() >= before.changedAt.getTime() + UNDO_MS)
        throw new Conflict('undo_over', 'The time to undo is over.', {
          wording: 'issuer',
          action: 'Save the profile again: new badges then come from this issuer.',
        });
      await put({ ...before, isInUse: true, ...next(revision) }, toDraft(before), actor);
    },
    async idFor({ platformId, deploymentId }) {
      if (deploymentId === undefined) return platformId;
      const shared = await store.find(platformId);
      return shared?.deploymentId === deploymentId
        ? platformId
        : deploymentIssuerId(platformId, deploymentId);
    },
    compareNames: () => compareNames(store, issuerName),
    async brandOf(id) {
      const { brand = PLAIN_BRAND, pictureId, revision } = await draft(id);
      return omitUndefined({ brand, logoId: brand.logoId ?? pictureId, revision });
    },
    identitiesOf,
    known: async () => {
      const all = await list();
      const isKnown = nameHolders(all);
      return all.flatMap((one) =>
        identitiesOf(one.id).map(({ profileId }) => ({
          id: profileId,
          name: isKnown(one) ? one.name : undefined,
        })),
      );
    },
    list,
  };
}
