import type { CredentialState } from '../credential/credential.js';
import type { OpenBadgeCredential, Result, ResultDescription } from '../credential/open-badge.js';
import { nameIssuer } from '../credential/name-issuer.js';
import { reasonInWords } from '../credential/reasons.js';
import { plainText } from '../../open-badges/index.js';

/** The language of a certificate; a `Locale` of the room `web` is one. */
export interface Words {
  /** The language's code (BCP 47). */
  readonly code: string;
  readonly dir: 'ltr' | 'rtl';
  readonly t: (key: string, values?: Readonly<Record<string, unknown>>) => string;
}

export interface CertificateOrder {
  readonly badge: OpenBadgeCredential;
  /** The signed text, which is attached to the PDF. */
  readonly json: string;
  readonly art: { readonly png: Uint8Array; readonly alt: string };
  readonly state: CredentialState;
  readonly reason?: string | undefined;
  readonly changedAt?: Date | undefined;
}

/** What a certificate says, as plain texts. */
export interface CertificateContent {
  readonly title: string;
  readonly issuer: string;
  readonly opening: string;
  readonly name: string | undefined;
  readonly verb: string;
  readonly badgeName: string;
  readonly description: string;
  readonly criteriaTitle: string;
  readonly criteria: string;
  readonly facts: readonly string[];
  /** Set where the badge was revoked or suspended; replaces everything else. */
  readonly withdrawn: string | undefined;
  readonly check: string;
  readonly url: string;
}

const nameOf = ({ credentialSubject }: OpenBadgeCredential): string | undefined =>
  credentialSubject.identifier.find(
    ({ identityType, hashed }) => identityType === 'name' && !hashed,
  )?.identityHash;

function resultFacts({ credentialSubject }: OpenBadgeCredential, { t }: Words): string[] {
  const { achievement, result = [] } = credentialSubject;
  const descriptions = (achievement['resultDescription'] ?? []) as readonly ResultDescription[];
  const shown = (id: string) => result.find((one: Result) => one.resultDescription === id)?.value;
  const unit = ({ resultType }: ResultDescription) => (resultType === 'Percent' ? ' %' : '');
  return descriptions.flatMap((description) => {
    const { id, name, requiredValue } = description;
    const value = shown(id);
    if (requiredValue === undefined) return [];
    const required = `${requiredValue}${unit(description)}`;
    if (value === undefined) return [t('certificate.passMark', { name, required })];
    return [t('certificate.result', { name, required, value: `${value}${unit(description)}` })];
  });
}

function facts(badge: OpenBadgeCredential, words: Words): string[] {
  const { t } = words;
  const day = (time: string) =>
    new Intl.DateTimeFormat(words.code, { dateStyle: 'long', timeZone: 'UTC' }).format(
      new Date(time),
    );
  const { achievement, creditsEarned } = badge.credentialSubject;
  const credits = creditsEarned ?? achievement['creditsAvailable'];
  return [
    t('certificate.awarded', { date: day(badge.awardedDate) }),
    ...(badge.validUntil === undefined
      ? []
      : [t('certificate.validUntil', { date: day(badge.validUntil) })]),
    ...resultFacts(badge, words),
    ...(typeof credits === 'number' ? [t('certificate.credits', { count: credits })] : []),
  ];
}

function withdrawnLine({ state, reason, changedAt }: CertificateOrder, words: Words) {
  if (state === 'valid') return undefined;
  const date = (changedAt ?? new Date(0)).toISOString().slice(0, 10);
  const line = words.t(`certificate.${state}`, { date });
  return reason === undefined || reason === '' ? line : `${line} ${reasonInWords(words, reason)}`;
}

/** Puts a badge into the words of a certificate. A pure function. */
export function buildContent(order: CertificateOrder, words: Words): CertificateContent {
  const { badge } = order;
  const { t } = words;
  const { achievement } = badge.credentialSubject;
  const name = nameOf(badge);
  return {
    title: name === undefined ? badge.name : t('certificate.title', { name, badge: badge.name }),
    issuer: nameIssuer(badge.issuer),
    opening: t(name === undefined ? 'certificate.openingHolder' : 'certificate.opening'),
    name,
    verb: t('certificate.verb'),
    badgeName: achievement.name,
    description: plainText(achievement.description),
    criteriaTitle: t('certificate.criteria'),
    criteria: plainText(achievement.criteria.narrative ?? achievement.criteria.id ?? ''),
    facts: facts(badge, words),
    withdrawn: withdrawnLine(order, words),
    check: t('certificate.check'),
    url: badge.id,
  };
}
