import type { IdentityForm, IssuerOf } from './issuer.js';
import type { IssuerProfile, IssuerRecord } from './issuer-store.js';

/** An issuer's profile on its administrator's page: what was entered, or the settings until then. */
export interface IssuerDraft
  extends
    Partial<Omit<IssuerProfile, 'identity'>>,
    Pick<IssuerRecord, 'nameKey' | 'mayShareName' | 'platformId' | 'deploymentId'> {
  readonly id: string;
  readonly identity: IdentityForm;
  readonly isInUse: boolean;
  /** 0: nothing was saved yet. */
  readonly revision: number;
  /** Absent while nothing was saved. */
  readonly changedAt?: Date;
  /** The picture's address: an uploaded one's, or that of the settings. */
  readonly logoUrl?: string;
}

/** Who made a change, as the audit log names actors. */
export interface IssuerChange {
  readonly actor: string;
  /** The revision that was changed. */
  readonly revision: number;
  /** Whether the operator makes the change, who may give a name that another issuer has. */
  readonly isByOperator?: boolean;
  /** Whose issuer it is; absent: the installation's. */
  readonly of?: IssuerOf;
}
