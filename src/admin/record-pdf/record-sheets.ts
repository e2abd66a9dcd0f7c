import type { Request } from 'express';
import { dayIn, momentIn } from '../../rules/index.js';
import { totalsOf, type RecordBadge, type RecordDeps, type RecordPerson } from '../record-rows.js';
import type { RecordQuery } from '../record-query.js';
import type { Visitor } from '../visitor.js';
import { LATER, type RecordRow, type RecordSheet } from './record-sheet.js';

type Words = Pick<Request, 't' | 'locale'>;

const dayText = ({ locale }: Words, date: Date): string => dayIn({ locale: locale.tag }, date);

/** What the records of held and of ending badges have alike. */
export async function sheetOf(
  deps: Pick<RecordDeps, 'clock' | 'credentials' | 'lti'>,
  req: Words,
  { platformId, cameFrom }: Visitor,
  { badge, person }: Pick<RecordQuery, 'badge' | 'person'>,
): Promise<Omit<RecordSheet, 'title' | 'columns'>> {
  const { t, locale } = req;
  const isOfOne = platformId !== null && cameFrom !== null;
  const of = isOfOne ? { platformId, deploymentId: cameFrom } : null;
  const platform = platformId === null ? null : await deps.lti.platforms.find(platformId);
  const now = deps.clock.now();
  const lines = [
    t('admin.record.pdf.made', { when: momentIn({ locale: locale.tag }, now) }),
    badge && t('admin.record.ofBadge', { badge: badge.name }),
    person && t('admin.record.ofPerson', { person: person.name ?? t('admin.record.erased') }),
  ];
  return {
    language: locale.tag,
    dir: locale.dir,
    owner: platform?.name ?? t('admin.record.allPlatforms'),
    lines: lines.filter((line) => line !== undefined),
    phrases: {
      page: t('admin.record.pdf.page', { page: LATER }),
      goesOn: t('admin.record.pdf.goesOn'),
      notCovered: t('admin.record.pdf.notCovered', { characters: LATER }),
    },
    look: await deps.credentials.documentLook(of),
    madeAt: now.toISOString(),
  };
}

/** @returns when a badge was held, in words */
export function whenOf(req: Words, { awardedAt, validUntil }: RecordBadge): string {
  const from = dayText(req, awardedAt);
  return validUntil === undefined
    ? req.t('admin.record.since', { from })
    : req.t('admin.record.fromUntil', { from, until: dayText(req, validUntil) });
}

/** @returns a person's rows in the record of held badges: a head with the sums, and a row a badge */
export function heldRows(
  { locale, t }: Words,
  name: string,
  badges: readonly RecordBadge[],
): RecordRow[] {
  const amount = (value: number | undefined): string => value?.toLocaleString(locale.tag) ?? '';
  const { credits, hours } = totalsOf(badges);
  const rows = badges.map((badge) => {
    const isUnknown = badge.standing === 'unknown';
    const shown = isUnknown ? `${badge.name} (${t('admin.record.unknown')})` : badge.name;
    const sums = [amount(badge.credits), amount(badge.hours)];
    return { kind: 'row' as const, cells: [shown, whenOf({ locale, t }, badge), ...sums] };
  });
  return [{ kind: 'head', cells: [name, '', amount(credits), amount(hours)] }, ...rows];
}

/** @returns a row in the record of badges that end */
export const endingRow = (req: Words, name: string, { name: badge, validUntil }: RecordBadge) => ({
  kind: 'row' as const,
  cells: [name, badge, validUntil === undefined ? '' : dayText(req, validUntil)],
});

/** Names a person, and where all platforms are shown theirs beside it. */
export const namedWith = (
  name: string,
  { platformId }: RecordPerson,
  names: ReadonlyMap<string, string> | null,
): string => (names === null ? name : `${name} · ${names.get(platformId) ?? platformId}`);

/** The columns of both records. */
export const columnsOf = ({ t }: Words) => ({
  held: [
    { label: t('admin.record.pdf.personAndBadge'), share: 5 },
    { label: t('admin.record.pdf.when'), share: 4 },
    { label: t('admin.record.credits'), share: 1.2, isNumber: true },
    { label: t('admin.record.hours'), share: 1.2, isNumber: true },
  ],
  ending: [
    { label: t('admin.record.person'), share: 4 },
    { label: t('admin.record.badge'), share: 5 },
    { label: t('admin.record.ends'), share: 2.5 },
  ],
});
