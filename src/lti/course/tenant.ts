/** The key everything of one course is stored under: ids of another tenant never match. */
export interface TenantKey {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}
