import type { Words } from '../certificate/content.js';
import type { SheetBrand } from '../certificate/sheet-brand.js';
import type { Sheet } from '../certificate/sheet.js';
import { nameIssuer } from '../credential/name-issuer.js';
import type { Brand } from '../issuer/brand.js';
import type { Profile } from '../issuer/profile.js';

/** A brand to be previewed, and who issues: badges name it by an identity and a name. */
export interface PreviewOrder {
  readonly brand: Brand;
  readonly logoId: string | undefined;
  readonly issuer: Pick<Profile, 'id' | 'name'>;
  readonly words: Words;
  readonly now: Date;
}

/** A sheet whose badge has no picture of its own. */
export type PreviewSheet = Omit<Sheet, 'art'>;

/** @returns the sheet of an example, in the reader's language. A pure function */
export function previewOf(
  { issuer, words, now }: PreviewOrder,
  brand: SheetBrand,
  publicUrl: string,
): PreviewSheet {
  const { t, code: language, dir } = words;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(
    now,
  );
  const url = `${publicUrl}/credentials/AAAAAAAAAAAAAAAAAAAAAA`;
  const badgeName = t('certificate.example.badge');
  return {
    content: {
      title: badgeName,
      issuer: nameIssuer(issuer),
      opening: t('certificate.opening'),
      name: t('certificate.example.name'),
      verb: t('certificate.verb'),
      badgeName,
      description: t('certificate.example.description'),
      criteriaTitle: t('certificate.criteria'),
      criteria: t('certificate.example.criteria'),
      facts: [t('certificate.awarded', { date })],
      withdrawn: undefined,
      check: t('certificate.check'),
      url,
    },
    phrases: {
      qrAlt: url,
      subject: '',
      attachment: '',
      notCovered: '',
      issuedWith: t('certificate.issuedWith'),
    },
    language,
    dir,
    awardedDate: now.toISOString(),
    json: '',
    brand,
  };
}
