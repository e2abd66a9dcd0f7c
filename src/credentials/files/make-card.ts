import { createKeptFiles, omitUndefined } from '../../base/index.js';
import type { Words } from '../certificate/content.js';
import { badgeOf } from '../credential/badge-of.js';
import type { Credential } from '../credential/credential.js';
import type { Issuers } from '../issuer/issuers.js';
import type { ArtOf, DrawFile } from './draw.js';
import type { FindPng } from './find-brand.js';

export interface MakeCardDeps {
  readonly issuers: Pick<Issuers, 'brandOf'>;
  readonly findPng: FindPng;
  readonly artOf: ArtOf;
  readonly draw: DrawFile;
}

/** The picture that goes with a link to a badge, in its school's present brand and the reader's language. */
export type MakeCard = (credential: Credential, words: Words) => Promise<Buffer>;

const MOST_KEPT_BYTES = 16_777_216;

/** @returns what makes the card of a badge; the cards made last are kept */
export function createMakeCard({ issuers, findPng, artOf, draw }: MakeCardDeps): MakeCard {
  const kept = createKeptFiles(MOST_KEPT_BYTES);
  return async (credential, { t, code }) => {
    const { id, issuerId } = credential;
    const { brand, logoId, revision } = await issuers.brandOf(issuerId);
    return kept.get(`${id} ${code} ${revision}`, async () => {
      const [{ png: art }, logo] = await Promise.all([
        artOf(credential),
        logoId === undefined ? null : findPng(logoId),
      ]);
      const school = omitUndefined({
        accent: brand.accent,
        issuedWith: t('certificate.issuedWith'),
        logo: logo ?? undefined,
      });
      return draw({ make: 'card', badge: badgeOf(credential), art, school }, id);
    });
  };
}
