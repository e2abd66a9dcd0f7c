import type { Request } from 'express';
import { wordCheck } from '../credentials/index.js';
import { mayBeShown, type KeptBadge } from '../imports/index.js';

type Words = Pick<Request, 't' | 'locale'>;

/** Where badges of other issuers have their pages. */
export const ELSEWHERE = '/home/elsewhere';

const PLAIN_PICTURE = '/achievements/art.svg?kind=template&template=seal&palette=slate';

const TAG_KINDS = { valid: 'success', unknown: 'warn', invalid: 'error' } as const;

/** The gravest of what failed: a badge that was revoked or has ended is told as such. */
export function standingOf({ verdict, checks }: KeptBadge): string {
  const failed = checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);
  if (verdict !== 'invalid') return verdict;
  return ['revoked', 'expired', 'not_yet_valid'].find((code) => failed.includes(code)) ?? 'invalid';
}

/** @returns whom a badge names as its issuer, and the host that its proof shows */
export const issuerOf = ({ facts, host }: KeptBadge, { t }: Words): string => {
  const name = facts.issuerName ?? facts.issuerId ?? t('imports.somebody');
  return host === null ? name : t('imports.issuerAt', { name, host });
};

const dayOf = (moment: string | undefined): Date | undefined =>
  moment === undefined ? undefined : new Date(moment);

/** Models a badge of another issuer among the badges of a home: as another's, never as one of ours. */
export function cardOf(badge: KeptBadge, words: Words) {
  const standing = standingOf(badge);
  return {
    id: badge.id,
    href: `${ELSEWHERE}/${badge.id}`,
    title: badge.facts.name,
    language: badge.facts.language,
    image: pictureOf(badge),
    alt: '',
    tag: words.t(`imports.standing.${standing}`),
    tagKind: TAG_KINDS[badge.verdict],
    issuedBy: words.t('imports.issuedBy', { issuer: issuerOf(badge, words) }),
    keptAt: badge.keptAt,
  };
}

const pictureOf = ({ pictureId }: KeptBadge): string =>
  pictureId === undefined ? PLAIN_PICTURE : `/achievements/pictures/${pictureId}.png`;

/** Models the page of a kept badge. */
export function buildForeignPage(badge: KeptBadge, words: Words) {
  const { t, locale } = words;
  const { facts } = badge;
  const standing = standingOf(badge);
  return {
    ...cardOf(badge, words),
    description: facts.description,
    criteria: facts.criteria,
    criteriaUrl: facts.criteriaUrl,
    id: badge.id,
    standing: {
      kind: TAG_KINDS[badge.verdict],
      title: t(`imports.standing.${standing}`),
      text: t(`imports.standingText.${standing}`),
    },
    provenAt: badge.verdict === 'unknown' ? badge.provenAt : undefined,
    recipient: t(`imports.recipient.${badge.recipient}`),
    mayBeShown: mayBeShown(badge),
    issuedAt: dayOf(facts.issuedAt),
    expiresAt: dayOf(facts.expiresAt),
    checkedAt: badge.checkedAt,
    version: t(`imports.version.${badge.version}`),
    fileName: badge.fileName,
    sha256: badge.sha256,
    checks: badge.checks.map((check) => ({
      name: t(`verify.check.${check.name}`),
      kind: { pass: 'success', fail: 'error', warning: 'warn', unknown: 'warn' }[check.outcome],
      outcome: t(`verify.outcome.${check.outcome}`),
      detail: wordCheck(check, t, locale.tag),
    })),
  };
}
