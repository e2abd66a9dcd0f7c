import { omitUndefined } from '../../base/index.js';
import type { Issuer } from '../issuer/issuer.js';
import { profileOf } from '../issuer/issuer.js';
import type {
  Achievement,
  IdentityObject,
  OpenBadgeCredential,
  Result,
  ResultDescription,
} from './open-badge.js';
import type { AchievementVersion, Evidence, IssueOrder, ShownResult } from './order.js';
import { OB_3_0_3, OB_EXTENSIONS, VC_V2 } from '../verify/contexts.js';
import type { Drawn } from './drawn.js';

const SCHEMA_URL =
  'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';

/** The JSON-LD contexts of badges. */
export const CONTEXTS = [VC_V2, OB_3_0_3, OB_EXTENSIONS] as const;

/** @returns a time as badges have it: UTC, whole seconds */
export const dateTimeOf = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** Leaves out an empty list, which says nothing. */
const some = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list;

const typed = <T extends object, N extends string>(name: N, value: T) =>
  omitUndefined({
    id: 'id' in value ? value.id : undefined,
    type: [name] as const,
    ...value,
  });

function buildResultDescription(description: Omit<ResultDescription, 'type'>): object {
  const { rubricCriterionLevel, ...rest } = description;
  return omitUndefined({
    ...typed('ResultDescription', rest),
    rubricCriterionLevel:
      rubricCriterionLevel === undefined
        ? undefined
        : rubricCriterionLevel.map((level) => typed('RubricCriterionLevel', level)),
  });
}

/** @returns the Achievement of each badge of one version */
export function buildAchievement(version: AchievementVersion): Achievement {
  return omitUndefined({
    id: version.id,
    type: ['Achievement'],
    achievementType: version.achievementType,
    name: version.name,
    description: version.description,
    criteria: version.criteria,
    version: version.version,
    image:
      version.image === undefined
        ? undefined
        : omitUndefined({
            id: version.image.id,
            type: 'Image' as const,
            caption: version.image.caption,
          }),
    ...omitUndefined({
      creditsAvailable: version.creditsAvailable,
      fieldOfStudy: version.fieldOfStudy,
      humanCode: version.humanCode,
      inLanguage: version.inLanguage,
      specialization: version.specialization,
      tag: version.tag,
      alignment: version.alignment?.map((alignment) => typed('Alignment', alignment)),
      resultDescription: version.resultDescription?.map(buildResultDescription),
      related: version.related?.map((related) => typed('Related', related)),
    }),
  });
}

const toResult = ({ resultDescription, value, achievedLevel }: ShownResult): Result => ({
  type: ['Result'],
  ...omitUndefined({ achievedLevel, resultDescription, value }),
});

/** The levels of skills: whoever has the badge has reached them (OB 3.0, B.1.18 Result). */
const levelsOf = ({ resultDescription = [] }: AchievementVersion): Result[] =>
  resultDescription.flatMap(({ id, alignment, requiredLevel }) =>
    alignment === undefined || requiredLevel === undefined
      ? []
      : [{ type: ['Result'] as const, resultDescription: id, achievedLevel: requiredLevel }],
  );

function buildEvidence({ id, name, narrative, description, genre }: Evidence): object {
  const parts = omitUndefined({ name, narrative, description, genre });
  return { ...omitUndefined({ id }), type: ['Evidence'], ...parts };
}

function buildIdentifiers(order: IssueOrder, drawn: Drawn): IdentityObject[] {
  const { identity, verifiedName } = order.recipient;
  return [
    omitUndefined({
      type: 'IdentityObject',
      hashed: drawn.salt !== undefined,
      identityHash: drawn.identityHash,
      identityType: identity.type,
      salt: drawn.salt,
    }),
    ...(verifiedName === undefined
      ? []
      : [
          {
            type: 'IdentityObject' as const,
            hashed: false,
            identityHash: verifiedName,
            identityType: 'name',
          },
        ]),
  ];
}

/**
 * Builds the unsigned OpenBadgeCredential of an order (OB 3.0, B.1.1; VC 2.0). A pure function: time and random values
 * are arguments.
 */
export function buildCredential(
  order: IssueOrder,
  issuer: Issuer,
  drawn: Drawn,
): OpenBadgeCredential {
  const { achievement, recipient } = order;
  const date = (value: Date | undefined) => (value === undefined ? undefined : dateTimeOf(value));
  return {
    '@context': CONTEXTS,
    id: drawn.id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: achievement.name,
    issuer: profileOf(issuer),
    validFrom: dateTimeOf(order.validFrom),
    ...omitUndefined({ validUntil: date(order.validUntil) }),
    awardedDate: dateTimeOf(order.awardedDate ?? order.validFrom),
    credentialSubject: {
      id: recipient.did ?? `${drawn.id}#recipient`,
      type: ['AchievementSubject'],
      identifier: buildIdentifiers(order, drawn),
      ...omitUndefined({
        activityStartDate: date(order.activityStartDate),
        activityEndDate: date(order.activityEndDate),
        creditsEarned: order.creditsEarned,
      }),
      achievement: buildAchievement(achievement),
      ...omitUndefined({
        result: some([...levelsOf(achievement), ...(order.result ?? []).map(toResult)]),
      }),
    },
    ...omitUndefined({ evidence: some(order.evidence)?.map(buildEvidence) }),
    credentialSchema: [{ id: SCHEMA_URL, type: '1EdTechJsonSchemaValidator2019' }],
    credentialStatus: drawn.status,
  };
}
