import { omitUndefined } from '../../base/index.js';
import { addressIdOf, pageUrlOf } from '../credential/address.js';
import type { Credential } from '../credential/credential.js';
import { languageOf } from '../verify/language-of.js';
import { nameIssuer } from '../credential/name-issuer.js';
import type {
  Achievement,
  AchievementSubject,
  OpenBadgeCredential,
  ResultDescription,
} from '../credential/open-badge.js';
import { reasonInWords } from '../credential/reasons.js';
import type { Check, Outcome, Verification } from '../verify/index.js';
import { dayInWords, wordCheck } from '../verify-page/word-check.js';
import { type VerificationSummary, standingOf } from '../credential/standing.js';

export type Translate = (key: string, values?: Readonly<Record<string, unknown>>) => string;
const NOTICE: Readonly<Record<VerificationSummary, 'success' | 'warn' | 'error'>> = {
  valid: 'success',
  unknown: 'warn',
  notYetValid: 'warn',
  suspended: 'error',
  revoked: 'error',
  superseded: 'error',
  tampered: 'error',
  expired: 'error',
  invalid: 'error',
};

const OUTCOME: Readonly<Record<Outcome, 'success' | 'warn' | 'error' | 'info'>> = {
  pass: 'success',
  fail: 'error',
  warning: 'warn',
  unknown: 'warn',
};

/**
 * @returns the address of a picture of this installation, or one that is within the badge; undefined for others, since
 *   a page fetches nothing from elsewhere
 */
export function ownPicture(id: string | undefined, origins: readonly string[]): string | undefined {
  if (id === undefined) return undefined;
  const origin = origins.find((one) => id.startsWith(`${one}/`));
  if (origin !== undefined) return id.slice(origin.length);
  return /^data:image\/(png|jpeg|webp);base64,/.test(id) ? id : undefined;
}

interface Fact {
  readonly label: string;
  readonly value: string | undefined;
  readonly href?: string;
}

function assessmentOf(badge: OpenBadgeCredential, t: Translate): Fact[] {
  const { achievement, result = [] } = badge.credentialSubject;
  const described = (achievement['resultDescription'] ?? []) as readonly ResultDescription[];
  // A level at which a skill is shown stands beside the skill.
  const assessed = described.filter(({ alignment }) => alignment === undefined);
  return assessed.flatMap(({ id, name, resultType, requiredValue, valueMax, ...rubric }) => {
    const unit = resultType === 'Percent' ? ' %' : '';
    const of = (value: string) =>
      unit === '' && valueMax !== undefined
        ? t('credentials.show.points', { value, maximum: valueMax })
        : `${value}${unit}`;
    const shown = result.find(({ resultDescription }) => resultDescription === id);
    const { rubricCriterionLevel = [], requiredLevel } = rubric;
    const levelOf = (level: string | undefined) =>
      rubricCriterionLevel.find((one) => one.id === level)?.name;
    const required = requiredValue === undefined ? levelOf(requiredLevel) : of(requiredValue);
    const value = shown?.value === undefined ? levelOf(shown?.achievedLevel) : of(shown.value);
    return [
      { label: t('credentials.show.assessment'), value: name },
      { label: t('credentials.show.passMark'), value: required },
      { label: t('credentials.show.score'), value },
    ];
  });
}

const linkable = (url: unknown): url is string =>
  typeof url === 'string' && /^https?:\/\//.test(url);

/** The levels that a badge says were reached, by the addresses of skills. */
function levelsOf({ achievement, result = [] }: AchievementSubject): ReadonlyMap<string, string> {
  const described = (achievement['resultDescription'] ?? []) as readonly ResultDescription[];
  return new Map(
    described.flatMap(({ id, alignment = [], rubricCriterionLevel = [] }) => {
      const reached = result.find(({ resultDescription }) => resultDescription === id);
      const level = rubricCriterionLevel.find((one) => one.id === reached?.achievedLevel);
      return level === undefined
        ? []
        : alignment.map(({ targetUrl }) => [targetUrl, level.name] as const);
    }),
  );
}

function skillsOf(subject: AchievementSubject): { label: string; href?: string }[] {
  const levels = levelsOf(subject);
  const alignments = (subject.achievement['alignment'] ?? []) as readonly Record<string, string>[];
  return alignments.map(({ targetName, targetFramework, targetUrl }) =>
    omitUndefined({
      label: [targetName, levels.get(targetUrl ?? ''), targetFramework].filter(Boolean).join(' · '),
      href: linkable(targetUrl) ? targetUrl : undefined,
    }),
  );
}

/** The same achievement in other languages, which a badge of this installation names as related. */
function otherLanguagesOf({ id, related }: Achievement): { language: string; href: string }[] {
  const named = (related ?? []) as readonly { id?: unknown; inLanguage?: unknown }[];
  return named.flatMap(({ id: href, inLanguage }) => {
    const language = languageOf(inLanguage);
    const isEdition = typeof href === 'string' && href.startsWith(`${id}/in/`);
    return isEdition && language !== undefined && linkable(href) ? [{ language, href }] : [];
  });
}

function evidenceOf(badge: OpenBadgeCredential): object[] {
  const evidence = (badge.evidence ?? []) as readonly Record<string, string>[];
  return evidence.map(({ id, name, narrative, description }) =>
    omitUndefined({
      name: name ?? description ?? id,
      text: narrative,
      href: linkable(id) ? id : undefined,
    }),
  );
}

const checkOf = (check: Check, t: Translate, language: string) => ({
  // To the minute: a page that says nothing new is the same page to who has it.
  at: `${check.at.slice(0, 16)}:00Z`,
  kind: OUTCOME[check.outcome],
  detail: wordCheck(check, t, language),
  name: t(`credentials.check.${check.name}`),
  outcome: t(`credentials.outcome.${check.outcome}`),
});

/**
 * @returns the name of an achievement type (OB 3.0, B.2.1) for people; of an extension, its own name without the prefix
 */
function typeInWords(type: string | undefined, t: Translate): string | undefined {
  if (type === undefined) return undefined;
  const key = `credentials.type.${type}`;
  const words = t(key);
  return words === key ? type.replace(/^ext:/, '') : words;
}

/** The reader that a page is written for. */
export interface Reader {
  readonly t: Translate;
  /** The reader's language (BCP 47). */
  readonly language: string;
}

/** The badges before and after this one, where it was renewed; a badge that is not shared gets no link. */
export interface RelatedBadges {
  readonly renews?: { readonly awardedAt: Date; readonly href?: string };
  readonly renewedBy?: string;
}

/** What paper needs, since it has no links: the address of the page, and its QR code. Private badges are kept off paper. */
const printedOf = (credential: Credential, { id }: OpenBadgeCredential) =>
  credential.visibility === 'private'
    ? undefined
    : {
        address: pageUrlOf(credential, id),
        qr: `/credentials/${addressIdOf(credential)}/qr.svg`,
      };

/** Builds the model of views/credentials/show.hbs: first the summary, then what was earned, then each check. */
export function buildPage(
  credential: Credential,
  badge: OpenBadgeCredential,
  verification: Verification,
  origins: readonly string[],
  { t, language }: Reader,
  related: RelatedBadges = {},
) {
  const { achievement } = badge.credentialSubject;
  const standing = standingOf(verification, credential);
  const issuer = nameIssuer(badge.issuer);
  const date = dayInWords(credential.issuedAt.toISOString(), language);
  const values = { issuer, name: credential.recipientName ?? '', date };
  const withName = credential.recipientName === undefined ? 'WithoutName' : '';
  const optional = achievement as unknown as Record<string, string | number | undefined>;
  return {
    title: t('credentials.show.title', {
      standing: t(`credentials.standing.${standing}.title`),
      name: badge.name,
    }),
    noindex: credential.visibility !== 'public',
    isPrivate: credential.visibility === 'private',
    printed: printedOf(credential, badge),
    standing: {
      kind: NOTICE[standing],
      title: t(`credentials.standing.${standing}.title`),
      text: t(
        `credentials.standing.${standing}.text${standing === 'valid' ? withName : ''}`,
        values,
      ),
      isTakenBack: ['revoked', 'superseded', 'suspended'].includes(standing),
      reason: reasonInWords({ t }, credential.reason),
      changedAt: credential.changedAt,
      corrected:
        credential.supersedes === undefined
          ? undefined
          : t('credentials.show.corrected', { issuer, date }),
    },
    badge: {
      name: badge.name,
      description: achievement.description,
      picture: ownPicture(achievement.image?.id, origins),
      alt: achievement.image?.caption ?? '',
      type: typeInWords(achievement.achievementType, t),
      // Markdown (OB 3.0, B.3).
      criteria: achievement.criteria.narrative ?? '',
      language: languageOf(achievement['inLanguage']),
      otherLanguages: otherLanguagesOf(achievement),
      criteriaUrl: linkable(achievement.criteria.id) ? achievement.criteria.id : undefined,
    },
    recipientName: credential.recipientName,
    issuedAt: badge.validFrom,
    validUntil: badge.validUntil,
    ...related,
    assessment: assessmentOf(badge, t),
    issuer: {
      name: badge.issuer.name ?? badge.issuer.id,
      url: badge.issuer.url,
      id: badge.issuer.id,
      // Only a picture that this installation serves: a page fetches nothing from elsewhere.
      picture: ownPicture(badge.issuer.image?.id, origins),
      alt: badge.issuer.image?.caption ?? '',
    },
    skills: skillsOf(badge.credentialSubject),
    credit: optional['creditsAvailable'],
    evidence: evidenceOf(badge),
    checks: verification.checks.map((check) => checkOf(check, t, language)),
    jsonPath: `/credentials/${addressIdOf(credential)}.json`,
  };
}
