import { pictureUrl } from '../../achievements/index.js';
import type { Audit } from '../../audit/index.js';
import { Conflict, NotFound, omitUndefined, UNDO_MS, type Clock } from '../../base/index.js';
import { issuerIdOf, profileIdAt, type Addresses } from './addresses.js';
import { PLAIN_BRAND } from './brand.js';
import {
  DEFAULT_ISSUER,
  deploymentIssuerId,
  IDENTITY_FORMS,
  type Issuer,
  type IssuerOf,
} from './issuer.js';
import { nameKey, plainName } from '../verify/name-key.js';
import { compareNames, nameHolders } from './compare-names.js';
import { differences } from './issuer-differences.js';
import type { IssuerDraft } from './issuer-draft.js';
import { changedMeanwhile, incomplete, nameTaken } from './issuer-errors.js';
import type { IssuerRecord, IssuerStore } from './issuer-store.js';
import type { IssuerName, Issuers, IssuerSettings } from './issuers.js';
import { idsFor, ownIssuerOf } from './own-issuer.js';

/** @returns the issuers of this installation */
export function createIssuers(deps: {
  readonly store: IssuerStore;
  readonly settings: IssuerSettings;
  readonly addresses: Addresses;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  /** A profile or a brand was saved: what was made with the one before is out of date. */
  readonly onChanged?: () => void;
}): Issuers {
  const { store, settings, clock, audit, addresses } = deps;
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

  const toIssuer = async (found: IssuerDraft): Promise<Issuer | null> => {
    const { id, name, url, pictureId, pictureAlt, email, description } = found;
    if (name === undefined || url === undefined) return null;
    const origin = await addresses.originOf(id);
    return omitUndefined({
      id,
      profileId: profileIdAt({ publicUrl, origin }, id, found.identity),
      name,
      url,
      logoUrl: pictureId === undefined ? found.logoUrl : pictureUrl(origin, pictureId),
      pictureAlt,
      email,
      description,
    });
  };

  const toCatalogued = async (record: IssuerRecord | null): Promise<Issuer | null> =>
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

  const identitiesOf = async (id: string): Promise<IssuerName[]> =>
    (await addresses.originsOf(id)).flatMap((origin) =>
      IDENTITY_FORMS.map((form) => ({
        form,
        profileId: profileIdAt({ publicUrl, origin }, id, form),
      })),
    );

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
      const issuer = await toIssuer(found);
      if (issuer === null) throw incomplete(missingIn(found));
      return issuer;
    },
    find: async (of) => toIssuer(await inUse(of)),
    missing: async (of) => missingIn(await inUse(of)),
    async nameOf(profileId) {
      const id = await issuerIdOf(addresses, profileId);
      if (id === null) return null;
      const { name, nameKey: key, mayShareName = false } = await draft(id);
      if (name === undefined || key !== undefined || mayShareName) return name ?? null;
      return (await holderOf(name))?.id === id ? name : null;
    },
    async findByName(name) {
      const found = await holderOf(name);
      if (found === undefined) return null;
      const { id, identity } = found;
      const origin = await addresses.originOf(id);
      return profileIdAt({ publicUrl, origin }, id, identity);
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
    async listCatalogued() {
      const found = await Promise.all((await store.list()).map(toCatalogued));
      return found.filter((one) => one !== null);
    },
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
    identityAt: async (id, origin) => ({
      id,
      profileId: profileIdAt({ publicUrl, origin }, id, (await draft(id)).identity),
    }),
    idOf: async (of) => (await inUse(of)).id,
    originFor: async (of) => addresses.originOf((await inUse(of)).id),
    known: async () => {
      const all = await list();
      const isKnown = nameHolders(all);
      const named = await Promise.all(
        all.map(async (one) => ({ one, names: await identitiesOf(one.id) })),
      );
      return named.flatMap(({ one, names }) =>
        names.map(({ profileId }) => ({
          id: profileId,
          name: isKnown(one) ? one.name : undefined,
        })),
      );
    },
    list,
  };
}
