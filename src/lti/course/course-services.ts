/** Where grades (AGS 2.0, 3.1) and the roster (NRPS 2.0, 3.6.1.1) of the course are, and what the tool may do there. */
export interface LaunchServices {
  readonly ags?: {
    readonly scopes: readonly string[];
    readonly lineItemsUrl?: string;
    readonly lineItemUrl?: string;
  };
  readonly nrps?: { readonly membershipsUrl: string };
}
