/** The key under which everything of a course is stored, so that the same course id of another tenant never matches. */
export interface TenantKey {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}
