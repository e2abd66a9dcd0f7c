import type { TenantKey } from './tenant.js';
import type { LaunchServices } from './course-services.js';

/** A course as its last launch described it, kept for background work (LTI 1.3 Core, 5.4.1). */
export interface Context extends TenantKey {
  readonly title: string;
  readonly label: string;
  readonly types: readonly string[];
  readonly services: LaunchServices;
  /** The course's language, as the last launch stated it. */
  readonly locale?: string;
  readonly lastLaunchAt: Date;
  /** The scripts that its learners' names are written in (ISO 15924), as the roster that was read last told. */
  readonly scripts?: readonly string[];
}

/** An activity of the tool in a course, known from its launches (LTI 1.3 Core, 5.3.5). */
export interface ContextLink extends TenantKey {
  readonly id: string;
  readonly title: string;
  /** The line item that the platform coupled to the activity, where it has one (AGS 2.0, 3.1.1). */
  readonly lineItemUrl?: string;
  readonly lastLaunchAt: Date;
}
