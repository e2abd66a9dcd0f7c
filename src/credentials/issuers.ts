import { pictureUrl } from '../achievements/index.js';
import type { Audit } from '../audit/index.js';
import { Conflict, NotFound, type Clock, type Settings } from '../base/index.js';
import {
  DEFAULT_ISSUER,
  IDENTITY_FORMS,
  issuerIdOf,
  profileIdOf,
  type IdentityForm,
  type Issuer,
} from './issuer.js';
import type { IssuerProfile, IssuerRecord, IssuerStore } from './issuer-store.js';

export type IssuerSettings = Pick<
  Settings,
  'publicUrl' | 'issuerName' | 'issuerUrl' | 'issuerLogoUrl' | 'jwtAlgorithm'
>;

/** An issuer's profile on its administrator's page: what is entered, or what the settings say until then. */
export interface IssuerDraft extends Partial<Omit<IssuerProfile, 'identity'>> {
  readonly id: string;
  readonly identity: IdentityForm;
  readonly isInUse: boolean;
  /** 0: nothing was saved yet. */
  readonly revision: number;
  /** The picture's address: an uploaded one's, or that of the settings. */
  readonly logoUrl?: string;
}

/** Who made a change, as the audit log names actors. */
export interface IssuerChange {
  readonly actor: string;
  /** The revision that the change was made upon. */
  readonly revision: number;
}

/** The issuers of this installation: its own, and those that platforms have of their own. */
export interface Issuers {
  /** Who issues a platform's badges now: its own issuer, or the installation's. Throws `issuer_incomplete`. */
  get(platformId?: string): Promise<Issuer>;
  /** The same; null while it is incomplete. */
  find(platformId?: string): Promise<Issuer | null>;
  /** What is still to be set before anything can be issued, by the names of settings. */
  missing(platformId?: string): Promise<string[]>;
  /** The name of an issuer of this installation by what badges call it; null for anybody else's. */
  nameOf(profileId: string): Promise<string | null>;
  /** The profile of `default` or of a platform, also one that nothing was entered for. */
  draft(id: string): Promise<IssuerDraft>;
  /** What badges would call an issuer, in each form that its identity can have. */
  identitiesOf(id: string): { readonly form: IdentityForm; readonly profileId: string }[];
  /** Saves a profile and takes it into use. Throws Conflict `issuer_changed`. Badges issued before stay as they are. */
  save(id: string, profile: IssuerProfile, change: IssuerChange): Promise<void>;
  /** New badges of a platform come from the installation's issuer again. Throws Conflict `issuer_changed`. */
  giveUp(platformId: string, change: IssuerChange): Promise<void>;
  /** Every name by which badges call an issuer of this installation, and who that is. */
  known(): Promise<KnownIssuer[]>;
  /** Every issuer that has badges or may have them. */
  list(): Promise<IssuerDraft[]>;
}

/** An identity of an issuer of this installation, with the name that it is known by. */
export interface KnownIssuer {
  readonly id: string;
  readonly name: string | undefined;
}

const FIELDS = [
  ...(['name', 'url', 'identity', 'pictureId', 'pictureAlt', 'email', 'description'] as const),
  'isInUse' as const,
];

/** What was before and what is after, of the fields that differ. */
function differences(before: Partial<IssuerRecord>, after: IssuerRecord) {
  const changed = FIELDS.filter((field) => before[field] !== after[field]);
  return Object.fromEntries(
    changed.flatMap((field) => [
      [`${field} before`, before[field] ?? null],
      [`${field} after`, after[field] ?? null],
    ]),
  );
}

const meanwhile = (): Conflict =>
  new Conflict('issuer_changed', 'Somebody else has changed this issuer meanwhile.', {
    action: 'Open the page again to see the change, then make yours.',
  });

function incomplete(missing: readonly string[]): Conflict {
  return new Conflict(
    'issuer_incomplete',
    `Badges cannot be issued yet: ${missing.join(', ')} is not set.`,
    { action: 'Ask the operator of this tool to fill in Administration › Issuer.' },
  );
}

export function createIssuers(deps: {
  readonly store: IssuerStore;
  readonly settings: IssuerSettings;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
}): Issuers {
  const { store, settings, clock, audit } = deps;
  const { publicUrl, issuerName, issuerUrl, issuerLogoUrl } = settings;

  /** The settings are the defaults of the installation's own profile, until one is saved. */
  const fromSettings = (): IssuerDraft => ({
    ...{ id: DEFAULT_ISSUER, identity: 'did:web', isInUse: true, revision: 0 },
    ...(issuerName === undefined ? {} : { name: issuerName }),
    ...(issuerUrl === undefined ? {} : { url: issuerUrl }),
    ...(issuerLogoUrl === undefined ? {} : { logoUrl: issuerLogoUrl }),
  });

  const toDraft = (record: IssuerRecord): IssuerDraft => {
    const isDefault = record.id === DEFAULT_ISSUER;
    const logoUrl =
      record.pictureId === undefined
        ? isDefault && issuerLogoUrl
        : pictureUrl(publicUrl, record.pictureId);
    return { ...record, ...(logoUrl ? { logoUrl } : {}) };
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

  const inUse = async (platformId = DEFAULT_ISSUER): Promise<IssuerDraft> => {
    const own = platformId === DEFAULT_ISSUER ? null : await draft(platformId);
    return own?.isInUse ? own : draft(DEFAULT_ISSUER);
  };

  const toIssuer = (found: IssuerDraft): Issuer | null => {
    const { id, name, url, logoUrl, pictureAlt, email, description } = found;
    if (name === undefined || url === undefined) return null;
    return {
      ...{ id, profileId: profileIdOf(publicUrl, id, found.identity), name, url },
      ...(logoUrl === undefined ? {} : { logoUrl }),
      ...(pictureAlt === undefined ? {} : { pictureAlt }),
      ...(email === undefined ? {} : { email }),
      ...(description === undefined ? {} : { description }),
    };
  };

  const missingIn = ({ name, url }: IssuerDraft): string[] => [
    ...(name === undefined ? ['ISSUER_NAME'] : []),
    ...(url === undefined ? ['ISSUER_URL'] : []),
  ];

  const put = async (record: IssuerRecord, before: IssuerDraft, actor: string): Promise<void> => {
    if (!(await store.save(record))) throw meanwhile();
    const { id } = record;
    await audit.record({
      ...{ actor, action: 'issuer.changed', subject: `issuer:${id}` },
      ...(id === DEFAULT_ISSUER ? {} : { platformId: id }),
      details: differences(before, record),
    });
  };

  const identitiesOf = (id: string) =>
    IDENTITY_FORMS.map((form) => ({ form, profileId: profileIdOf(publicUrl, id, form) }));

  const next = (revision: number) => ({ revision: revision + 1, changedAt: clock.now() });

  return {
    draft,
    async get(platformId) {
      const found = await inUse(platformId);
      const issuer = toIssuer(found);
      if (issuer === null) throw incomplete(missingIn(found));
      return issuer;
    },
    find: async (platformId) => toIssuer(await inUse(platformId)),
    missing: async (platformId) => missingIn(await inUse(platformId)),
    async nameOf(profileId) {
      const id = issuerIdOf(publicUrl, profileId);
      return id === null ? null : ((await draft(id)).name ?? null);
    },
    async save(id, profile, { actor, revision }) {
      const before = await draft(id);
      await put({ ...profile, id, isInUse: true, ...next(revision) }, before, actor);
    },
    async giveUp(platformId, { actor, revision }) {
      const before = platformId === DEFAULT_ISSUER ? null : await store.find(platformId);
      if (before === null) throw new NotFound('issuer_not_found', 'There is no such issuer.');
      if (before.isInUse)
        await put({ ...before, isInUse: false, ...next(revision) }, toDraft(before), actor);
    },
    identitiesOf,
    known: async () =>
      (await list()).flatMap(({ id, name }) =>
        identitiesOf(id).map(({ profileId }) => ({ id: profileId, name })),
      ),
    list,
  };
}
