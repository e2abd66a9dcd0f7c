import {
  buildContent,
  type CertificateContent,
  type CertificateOrder,
  type Words,
} from './content.js';
import type { SheetBrand } from './sheet-brand.js';

/** Stands in a phrase for characters that are known only when it is drawn. */
export const CHARACTERS = '\uFFFC';

/** All that a certificate is drawn from, in words: it can be handed to another process. */
export interface Sheet {
  readonly content: CertificateContent;
  readonly phrases: {
    readonly qrAlt: string;
    readonly subject: string;
    readonly attachment: string;
    readonly notCovered: string;
    readonly issuedWith: string;
  };
  /** BCP 47. */
  readonly language: string;
  readonly dir: 'ltr' | 'rtl';
  readonly awardedDate: string;
  readonly art: CertificateOrder['art'];
  /** The signed text; it is attached. */
  readonly json: string;
  readonly brand: SheetBrand;
}

/** Puts a badge into a sheet in a reader's language. Pure. */
export function sheetOf(order: CertificateOrder, words: Words, brand: SheetBrand): Sheet {
  const { t, code: language, dir } = words;
  const content = buildContent(order, words);
  const { art, json, badge } = order;
  const { awardedDate } = badge;
  const phrases = {
    qrAlt: t('certificate.qrAlt', { url: content.url }),
    subject: t('certificate.subject', { issuer: content.issuer }),
    attachment: t('certificate.attachment'),
    notCovered: t('certificate.notCovered', { characters: CHARACTERS }),
    issuedWith: t('certificate.issuedWith'),
  };
  return { content, phrases, language, dir, awardedDate, art, json, brand };
}
