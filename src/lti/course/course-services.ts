/**
 * The addresses of a course's services, and the scopes that the tool may use there: grades (AGS 2.0, 3.1) and roster
 * (NRPS 2.0, 3.6.1.1).
 */
export interface LaunchServices {
  readonly ags?: {
    readonly scopes: readonly string[];
    readonly lineItemsUrl?: string;
    readonly lineItemUrl?: string;
  };
  readonly nrps?: { readonly membershipsUrl: string };
}
