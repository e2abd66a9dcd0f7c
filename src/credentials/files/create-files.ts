import type { Workers } from '../../workers/index.js';
import type { IssuerSettings, Issuers } from '../issuer/issuers.js';
import type { FindArt } from './art.js';
import { createMakeFile, type BadgeFilesDeps, type MakeFile } from './badge-files.js';
import { createArtOf, createDrawFile, type ArtOf, type DrawFile } from './draw.js';
import { createMakeCard, type MakeCard } from './make-card.js';
import { createBrandOf, withPictures, type FindPng } from './find-brand.js';
import { previewOf, type PreviewOrder } from './preview-certificate.js';

export interface FilesDeps extends Pick<BadgeFilesDeps, 'keys' | 'clock' | 'fetchJson'> {
  readonly settings: IssuerSettings;
  readonly workers: Pick<Workers, 'run'>;
  readonly issuers: Pick<Issuers, 'brandOf'>;
  /** @returns the art of an achievement's version. Absent or null: the badge gets a plain seal */
  readonly findArt?: FindArt;
  /** @returns uploaded logos and signatures. Absent: there are none */
  readonly findPng?: FindPng;
  /** @returns the endorsements of an achievement, for bundles */
  readonly findEndorsements: BadgeFilesDeps['findEndorsements'];
}

/** Draws badges, their files and certificates. */
export interface Files {
  readonly draw: DrawFile;
  readonly artOf: ArtOf;
  readonly makeFile: MakeFile;
  readonly makeCard: MakeCard;
  /** Draws the certificate of an example as PNG, in a brand that need not be saved. */
  readonly previewCertificate: (order: PreviewOrder, key: string) => Promise<Buffer>;
}

/** @returns what draws badges, their files and certificates */
export function createFiles(deps: FilesDeps): Files {
  const { keys, clock, fetchJson, issuers } = deps;
  const { publicUrl, jwtAlgorithm = 'RS256' } = deps.settings;
  const draw = createDrawFile(deps.workers);
  const artOf = createArtOf(deps.findArt ?? (() => null), draw);
  const findPng = deps.findPng ?? (() => Promise.resolve(null));
  const brandOf = createBrandOf(issuers, findPng);
  return {
    draw,
    artOf,
    makeCard: createMakeCard({ issuers, findPng, artOf, draw }),
    makeFile: createMakeFile({
      publicUrl,
      keys,
      jwtAlgorithm,
      artOf,
      brandOf,
      draw,
      fetchJson,
      findEndorsements: deps.findEndorsements,
      clock,
    }),
    async previewCertificate(order, key) {
      const brand = await withPictures(order.brand, order.logoId, findPng);
      return draw({ make: 'preview', sheet: previewOf(order, brand, publicUrl) }, key);
    },
  };
}
