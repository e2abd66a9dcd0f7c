import type { Audit } from '../../audit/index.js';
import type { Settings } from '../../base/index.js';
import type { ToolKeys } from '../keys/tool-keys.js';
import type { DeploymentStore } from '../platform/deployment-store.js';
import type { PlatformStore } from '../platform/platform-store.js';
import type { InvitationStore } from './invitation-store.js';

export interface PlatformCommandDeps {
  readonly lti: {
    readonly platforms: PlatformStore;
    readonly deployments: DeploymentStore;
    readonly invitations: InvitationStore;
    readonly keys: ToolKeys;
  };
  readonly audit: Audit;
  readonly settings: Pick<Settings, 'publicUrl' | 'mode' | 'allowPrivateHosts'>;
  /** Writes one line to the person at the terminal. */
  readonly print: (line: string) => void;
}
