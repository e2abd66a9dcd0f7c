import type { Brand } from '../issuer/brand.js';

/** An issuer's brand with its pictures, which can be sent to a worker process. */
export interface SheetBrand extends Pick<
  Brand,
  'design' | 'paper' | 'orientation' | 'accent' | 'hasSeal' | 'footer'
> {
  readonly logo?: Uint8Array;
  /** The logo for the band of the modern design. */
  readonly darkLogo?: Uint8Array;
  readonly signatories: readonly {
    readonly name: string;
    readonly office?: string;
    readonly picture?: Uint8Array;
  }[];
}
