import {
  buildContent,
  type CertificateContent,
  type CertificateOrder,
  type Words,
} from './content.js';
import type { SheetBrand } from './sheet-brand.js';

/** A placeholder in a phrase for characters that are known only when the sheet is drawn. */
export const CHARACTERS = '\uFFFC';

/** Everything that a certificate is drawn from; it can be sent to a worker process. */
export interface Sheet {
  readonly content: CertificateContent;
  readonly phrases: {
    readonly qrAlt: string;
    readonly subject: string;
    readonly attachment: string;
    readonly notCovered: string;
    readonly issuedWith: string;
  };
  /** The language (BCP 47). */
  readonly language: string;
  readonly dir: 'ltr' | 'rtl';
  readonly awardedDate: string;
  readonly art: CertificateOrder['art'];
  /** The signed text, which is attached to the PDF. */
  readonly json: string;
  readonly brand: SheetBrand;
}

/** Puts a badge into a sheet in the reader's language. A pure function. */
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
