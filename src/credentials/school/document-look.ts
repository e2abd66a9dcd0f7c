import { omitUndefined } from '../../base/index.js';
import { PLAIN_BRAND, type Brand } from '../issuer/brand.js';
import { readableOn } from '../issuer/accent.js';
import type { Issuers } from '../issuer/issuers.js';
import type { FindPng } from '../files/find-brand.js';

/** How a document of a school looks. */
export interface DocumentLook {
  readonly paper: Brand['paper'];
  /** `#rrggbb`, readable on white. */
  readonly accent: string;
  /** PNG. */
  readonly logo?: Uint8Array;
}

const WHITE = '#ffffff';

/** @returns what finds the look of a deployment's school; that of the installation for null and where no issuer is set up */
export function createFindDocumentLook(deps: {
  readonly issuers: Pick<Issuers, 'find' | 'brandOf'>;
  readonly findPng: FindPng;
}) {
  return async (
    of: { readonly platformId: string; readonly deploymentId: string } | null,
  ): Promise<DocumentLook> => {
    const issuer = of && (await deps.issuers.find(of));
    const found = issuer && (await deps.issuers.brandOf(issuer.id));
    const { paper, accent } = found?.brand ?? PLAIN_BRAND;
    const logo = found?.logoId === undefined ? null : await deps.findPng(found.logoId);
    return omitUndefined({
      paper,
      accent: readableOn(WHITE, accent),
      logo: logo ?? undefined,
    });
  };
}

export type FindDocumentLook = ReturnType<typeof createFindDocumentLook>;
