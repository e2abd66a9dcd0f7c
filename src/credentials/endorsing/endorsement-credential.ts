import { omitUndefined } from '../../base/index.js';
import { dateTimeOf } from '../credential/build-credential.js';
import type { StatusEntry } from '../credential/open-badge.js';
import type { Profile } from '../issuer/profile.js';
import { OB_3_0_3, VC_V2 } from '../verify/contexts.js';

/** What an endorsement says. */
export interface EndorsementWords {
  /** Its address. */
  readonly url: string;
  /** The address of the version of the achievement that is endorsed. */
  readonly achievementUrl: string;
  readonly achievementName: string;
  /** Markdown; empty: none. */
  readonly comment: string;
  readonly validFrom: Date;
  readonly validUntil?: Date | undefined;
  readonly status: StatusEntry;
}

/** An EndorsementCredential without a proof (OB 3.0, B.1.9). */
export interface UnsignedEndorsement {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly type: readonly string[];
  readonly name: string;
  readonly issuer: Profile;
  readonly validFrom: string;
  readonly validUntil?: string;
  readonly credentialSubject: {
    readonly id: string;
    readonly type: readonly string[];
    readonly endorsementComment?: string;
  };
  readonly credentialStatus: StatusEntry;
}

/** Builds an endorsement of an achievement: it names the achievement, and no badge or person. Pure. */
export function buildEndorsement(words: EndorsementWords, issuer: Profile): UnsignedEndorsement {
  const { url, achievementUrl, achievementName, comment, validUntil, status } = words;
  return omitUndefined({
    '@context': [VC_V2, OB_3_0_3],
    id: url,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: `Endorsement: ${achievementName}`,
    issuer,
    validFrom: dateTimeOf(words.validFrom),
    validUntil: validUntil && dateTimeOf(validUntil),
    credentialSubject: omitUndefined({
      id: achievementUrl,
      type: ['EndorsementSubject'],
      endorsementComment: comment === '' ? undefined : comment,
    }),
    credentialStatus: status,
  });
}
