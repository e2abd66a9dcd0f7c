import type { Request } from 'express';
import { wordCheck } from '../credentials/index.js';
import { mayBeShown, type Entry, type Import, type KeptBadge } from '../imports/index.js';

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

/** Words an entry's refusal; the verifier's own English where there are no words. */
function reasonOf({ code, detail }: Pick<Entry, 'code' | 'detail'>, { t, locale }: Words) {
  if (code === undefined) return undefined;
  const key = `imports.refused.${code}`;
  const words = t(key);
  if (words !== key) return words;
  return wordCheck({ outcome: 'fail', code, detail: detail ?? '' }, t, locale.tag);
}

const OUTCOME_KINDS: Readonly<Record<Entry['outcome'], string>> = {
  waiting: 'info',
  kept: 'success',
  draft: 'success',
  duplicate: '',
  refused: 'warn',
  undone: '',
};

/** Models the report of a file: each thing in it, and what became of it. */
export function buildReport(
  found: Import,
  entries: readonly Entry[],
  counts: Readonly<Partial<Record<Entry['outcome'], number>>>,
  words: Words,
) {
  const { t } = words;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    id: found.id,
    fileName: found.fileName,
    createdAt: found.createdAt,
    state: found.state,
    problem: reasonOf(found.problem ?? {}, words),
    total,
    done: total - (counts.waiting ?? 0),
    summary: Object.entries(counts).map(([outcome, count]) =>
      t(`imports.count.${outcome}`, { count }),
    ),
    isUndoable: found.state === 'done' && (counts.kept ?? 0) + (counts.draft ?? 0) > 0,
    entries: entries.map((entry) => ({
      name: entry.name ?? t('imports.unnamed'),
      place:
        entry.place.line === undefined
          ? entry.place.file
          : t('imports.line', { file: entry.place.file, line: entry.place.line }),
      issuer: entry.issuer,
      host: entry.host,
      outcome: t(`imports.outcome.${entry.outcome}`),
      kind: OUTCOME_KINDS[entry.outcome],
      reason: reasonOf(entry, words),
      ref: entry.ref,
    })),
  };
}
