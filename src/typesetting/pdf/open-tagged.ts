import PDFDocument from 'pdfkit';

/** What a document says of itself. */
export interface PdfFacts {
  readonly title: string;
  readonly author: string;
  readonly subject?: string | undefined;
  /** BCP 47. */
  readonly language: string;
  readonly madeAt: Date;
}

/** @returns a document without pages: tagged (PDF 1.7, PDF/UA-1), with no font yet; the same facts give the same bytes */
export function openTagged({
  title,
  author,
  subject,
  language,
  madeAt,
}: PdfFacts): PDFKit.PDFDocument {
  const programs = { Creator: 'Laurel', Producer: 'Laurel' };
  const about = subject === undefined ? {} : { Subject: subject };
  return new PDFDocument({
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: language,
    tagged: true,
    displayTitle: true,
    // PDFKit knows this value since 0.13; its types do not.
    subset: 'PDF/UA' as never,
    // Null keeps PDFKit from opening a standard font, which would not be embedded.
    font: null as never,
    info: {
      Title: title,
      Author: author,
      ...about,
      ...programs,
      CreationDate: madeAt,
      ModDate: madeAt,
    },
  });
}
