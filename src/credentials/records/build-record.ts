import { omitUndefined } from '../../base/index.js';
import { badgeOf } from '../credential/badge-of.js';
import { dateTimeOf } from '../credential/build-credential.js';
import type { Credential } from '../credential/credential.js';
import type { OpenBadgeCredential, StatusEntry } from '../credential/open-badge.js';
import { profileOf, type Issuer } from '../issuer/issuer.js';
import type { Profile } from '../issuer/profile.js';
import { CLR_2_0_1 } from '../verify/clr-context.js';
import { OB_3_0_3, OB_EXTENSIONS, VC_V2 } from '../verify/contexts.js';
import type { Association } from './record.js';

const SCHEMA_URL =
  'https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json';

/** The order is the specification's: verifiers look at each by its place (CLR 2.0, B.1.1). */
const CONTEXTS = [VC_V2, CLR_2_0_1, OB_3_0_3, OB_EXTENSIONS] as const;

/** A ClrCredential before it is signed (CLR 2.0, B.1.1). */
export interface UnsignedRecord {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly type: readonly string[];
  readonly name: string;
  readonly issuer: Profile;
  readonly validFrom: string;
  readonly awardedDate: string;
  readonly partial: boolean;
  readonly credentialSubject: {
    readonly id: string;
    readonly verifiableCredential: readonly object[];
    readonly [optional: string]: unknown;
  };
  readonly credentialSchema: readonly object[];
  readonly credentialStatus: StatusEntry;
}

/** What a record is made of. */
export interface RecordParts {
  readonly url: string;
  /** What it is called, in the words of the program: nobody types what an issuer signs. */
  readonly name: string;
  readonly issuer: Issuer;
  readonly credentials: readonly Credential[];
  readonly associations: readonly Association[];
  readonly isPartial: boolean;
  readonly madeAt: Date;
  readonly status: StatusEntry;
}

/** The id that all badges name, where the learner proved to hold one; else the record's own. */
function subjectIdOf(url: string, badges: readonly OpenBadgeCredential[]): string {
  const ids = new Set(badges.map(({ credentialSubject }) => credentialSubject.id));
  const [only = ''] = ids;
  return ids.size === 1 && only.startsWith('did:') ? only : `${url}#learner`;
}

/**
 * Lists the achievements of the badges once each, with what a program needs to show them. Their criteria are named by
 * the page that has them: the badge has their words, and to repeat these would be a second, unnamed thing in RDF.
 */
function achievementsOf(badges: readonly OpenBadgeCredential[]): object[] {
  const byId = new Map(
    badges.map(({ credentialSubject: { achievement } }) => [achievement.id, achievement]),
  );
  return [...byId.values()].map(({ id, type, achievementType, name, description, criteria }) => ({
    id,
    type,
    achievementType,
    name,
    description,
    criteria: { id: criteria.id ?? id },
  }));
}

/**
 * Builds the unsigned ClrCredential over badges, each whole as its issuer signed it. A pure function. The learner is
 * named as the newest badge names them: a record says nothing of a person that their badges do not say.
 */
export function buildRecord(parts: RecordParts): UnsignedRecord {
  const { url, name, issuer, credentials, associations, isPartial, madeAt, status } = parts;
  const badges = credentials.map((credential) => badgeOf(credential));
  const newest = [...credentials].sort((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime())[0];
  const identifier = newest && badgeOf(newest).credentialSubject.identifier;
  const at = dateTimeOf(madeAt);
  return {
    '@context': CONTEXTS,
    id: url,
    type: ['VerifiableCredential', 'ClrCredential'],
    name,
    issuer: profileOf(issuer),
    validFrom: at,
    awardedDate: at,
    partial: isPartial,
    credentialSubject: {
      id: subjectIdOf(url, badges),
      type: ['ClrSubject'],
      ...omitUndefined({ identifier }),
      achievement: achievementsOf(badges),
      verifiableCredential: badges,
      ...omitUndefined({
        association:
          associations.length === 0
            ? undefined
            : associations.map((one) => ({ type: 'Association', ...one })),
      }),
    },
    credentialSchema: [{ id: SCHEMA_URL, type: '1EdTechJsonSchemaValidator2019' }],
    credentialStatus: status,
  };
}
