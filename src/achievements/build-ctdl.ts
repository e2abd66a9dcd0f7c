import { originOf, versionUrl, type AchievementVersion } from './achievement.js';
import { buildOpenBadgeAchievement, type OpenBadgeAlignment } from './build-open-badge.js';

/** Where the terms are defined; the document names it, and nothing is fetched from there. */
const CTDL_CONTEXT = 'https://credreg.net/ctdl/schema/context/json';

/** The media type by which a program asks for CTDL at the address of an achievement (RFC 6906). */
export const CTDL_TYPE = `application/ld+json; profile="${CTDL_CONTEXT}"`;

/** Who gives a badge now, as its publisher is named. */
export interface Publisher {
  /** did:web, or an https address. */
  readonly profileId: string;
  readonly name: string;
  readonly url: string;
}

/** The kinds of Open Badges 3.0 that CTDL has a class for, too; any other badge is an open badge. */
const CLASSES = new Set([
  ...['ApprenticeshipCertificate', 'AssociateDegree', 'BachelorDegree', 'Certificate'],
  ...['CertificateOfCompletion', 'Certification', 'Degree', 'Diploma', 'DoctoralDegree'],
  ...['GeneralEducationDevelopment', 'JourneymanCertificate', 'License', 'MasterCertificate'],
  ...['MasterDegree', 'MicroCredential', 'ProfessionalDoctorate', 'QualityAssuranceCredential'],
  ...['ResearchDoctorate', 'SecondarySchoolDiploma'],
]);

const CTID = /^ce-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Leaves out what is undefined or an empty list. */
const given = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );

const identifier = (name: string, code: string) => ({
  '@type': 'ceterms:IdentifierValue',
  'ceterms:identifierTypeName': { en: name },
  'ceterms:identifierValueCode': code,
});

/** Hours as a duration of ISO 8601: 1.5 is PT1H30M. */
function durationOf(hours: number): string {
  const minutes = Math.round((hours % 1) * 60);
  return `PT${Math.floor(hours) > 0 || minutes === 0 ? `${Math.floor(hours)}H` : ''}${minutes > 0 ? `${minutes}M` : ''}`;
}

/** One thing described in CTDL, or several, as a document (JSON-LD 1.1). */
export const ctdlDocument = (of: object): object => ({ '@context': CTDL_CONTEXT, ...of });

/**
 * A version of an achievement in the Credential Transparency Description Language (Credential Engine): for registries
 * and search engines that list what can be earned. Pure; no person is in it. Words are in the badge's own language.
 * @returns a node without a context; see {@link ctdlDocument}
 * @param publisher who gives the badge now; null where nobody can be named
 */
export function buildCtdl(
  publicUrl: string,
  whole: AchievementVersion,
  publisher: Publisher | null,
): object {
  const { achievementId, version, content, publishedAt } = whole;
  const url = versionUrl(originOf(publicUrl, whole), achievementId, version);
  const badge = buildOpenBadgeAchievement(publicUrl, whole);
  const said = (text: string | undefined) =>
    text === undefined ? undefined : { [content.language]: text };
  const saidAll = (texts: readonly string[]) =>
    texts.length === 0 ? undefined : { [content.language]: texts };
  const alignmentOf = (one: OpenBadgeAlignment) =>
    given({
      '@type': 'ceterms:CredentialAlignmentObject',
      'ceterms:targetNode': one.targetUrl,
      'ceterms:targetNodeName': said(one.targetName),
      'ceterms:targetNodeDescription': said(one.targetDescription),
      'ceterms:frameworkName': said(one.targetFramework),
      'ceterms:codedNotation': one.targetCode,
    });
  const marks = content.resultDescriptions.map(({ name, ...mark }) =>
    'requiredValue' in mark && mark.requiredValue !== undefined
      ? `${name}: ${mark.requiredValue}${mark.resultType === 'Percent' ? ' %' : ''}`
      : name,
  );
  const owner = publisher && {
    '@id': publisher.profileId,
    '@type': 'ceterms:CredentialOrganization',
    'ceterms:name': said(publisher.name),
    'ceterms:subjectWebpage': publisher.url,
  };
  const owners = owner === null ? [] : [owner];
  return given({
    '@id': url,
    '@type': `ceterms:${CLASSES.has(content.achievementType) ? content.achievementType : 'OpenBadge'}`,
    'ceterms:ctid': CTID.test(content.humanCode ?? '') ? content.humanCode : undefined,
    'ceterms:name': said(badge.name),
    'ceterms:description': said(badge.description),
    'ceterms:subjectWebpage': url,
    'ceterms:image': badge.image.id,
    'ceterms:inLanguage': [content.language],
    'ceterms:keyword': saidAll(content.tags),
    'ceterms:identifier':
      content.humanCode === undefined ? undefined : [identifier('Code', content.humanCode)],
    'ceterms:versionIdentifier': [identifier('Version', badge.version)],
    'ceterms:dateEffective': publishedAt.toISOString().slice(0, 10),
    'ceterms:ownedBy': owners,
    'ceterms:offeredBy': owners,
    'ceterms:renewalFrequency':
      content.validity === undefined ? undefined : `P${content.validity.months}M`,
    'ceterms:estimatedDuration':
      content.effortHours === undefined
        ? undefined
        : [
            {
              '@type': 'ceterms:DurationProfile',
              'ceterms:exactDuration': durationOf(content.effortHours),
            },
          ],
    'ceterms:requires': [
      given({
        '@type': 'ceterms:ConditionProfile',
        'ceterms:description': said(badge.criteria.narrative),
        'ceterms:subjectWebpage': badge.criteria.id,
        'ceterms:condition': saidAll(marks),
        'ceterms:targetCompetency': (badge.alignment ?? []).map(alignmentOf),
        'ceterms:creditValue':
          content.creditsAvailable === undefined
            ? undefined
            : [
                {
                  '@type': 'ceterms:ValueProfile',
                  'schema:value': content.creditsAvailable,
                },
              ],
      }),
    ],
  });
}
