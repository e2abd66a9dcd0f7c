import type { TenantKey } from './tenant.js';
import type { LaunchServices } from './course-services.js';

/** A course as the last launch told it: what background work needs when nobody is there (LTI 1.3 Core, 5.4.1). */
export interface Context extends TenantKey {
  readonly title: string;
  readonly label: string;
  readonly types: readonly string[];
  readonly services: LaunchServices;
  /** The language people see there. */
  readonly locale?: string;
  readonly lastLaunchAt: Date;
}

/** An activity of the tool in a course; known from launches (LTI 1.3 Core, 5.3.5). */
export interface ContextLink extends TenantKey {
  readonly id: string;
  readonly title: string;
  /** The line item the platform coupled to it, if it has one (AGS 2.0, 3.1.1). */
  readonly lineItemUrl?: string;
  readonly lastLaunchAt: Date;
}
