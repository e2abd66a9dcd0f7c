import { isChoosable, type Credential, type LearnerRecord } from '../credentials/index.js';
import { dayIn, type Localizer } from '../rules/index.js';

/** As many as a record may hold: more cannot be offered as chosen. */
const MOST_CHOSEN = 60;

function viewOf({ t }: Localizer, record: LearnerRecord, publicUrl: string) {
  const path = `/records/${record.id}`;
  const isWithdrawn = record.state === 'revoked';
  return {
    id: record.id,
    path,
    address: (record.origin ?? publicUrl) + path,
    madeAt: record.madeAt,
    holds: t('records.count', { count: record.credentialIds.length }),
    whole: t(record.isPartial ? 'records.part' : 'records.all'),
    isShared: record.visibility === 'link',
    isWithdrawn,
    state: t(isWithdrawn ? 'records.state.withdrawn' : `records.state.${record.visibility}`),
    kind: isWithdrawn ? 'error' : 'info',
    canBeShared: !isWithdrawn && record.visibility === 'private',
  };
}

/**
 * Models the page on which a person makes records of their badges: what can be chosen, and what was made.
 * @param known all badges of the person
 */
export function buildRecordPage(
  words: Localizer,
  known: readonly Credential[],
  records: readonly LearnerRecord[],
  publicUrl: string,
) {
  const { t } = words;
  const choices = known
    .filter(isChoosable)
    .map(({ id, achievementName, validFrom, validUntil }) => ({
      value: id,
      label: achievementName,
      help:
        validUntil === undefined
          ? t('records.issued', { day: dayIn(words, validFrom) })
          : t('records.issuedUntil', {
              day: dayIn(words, validFrom),
              until: dayIn(words, validUntil),
            }),
    }));
  return {
    title: t('records.title'),
    choices,
    chosen: choices.slice(0, MOST_CHOSEN).map(({ value }) => value),
    records: records.map((record) => viewOf(words, record, publicUrl)),
  };
}
