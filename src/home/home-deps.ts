import type { Request } from 'express';
import type { Audit } from '../audit/index.js';
import type { AwardStore } from '../awards/index.js';
import type { Clock, Logger, Settings } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Imports } from '../imports/index.js';
import type { Limits } from '../limits/index.js';
import type { Lti } from '../lti/index.js';
import type { Mail } from '../mail/index.js';
import type { People } from '../people/index.js';
import type { AfterAnswer, Web } from '../web/index.js';
import type { AddressStore } from './address-store.js';
import type { HomeData } from './home-data.js';
import type { JoinStore } from './join-store.js';
import type { LinkStore } from './link-store.js';
import type { ProfileStore } from './profile-store.js';

/** A language to describe a pathway in. */
interface Reader {
  readonly t: Request['t'];
  readonly isRtl: boolean;
}

/** A pathway with its map, as its partial shows it. */
interface WalkedPathway {
  readonly id: string;
  readonly name: string;
}

/** The pathways of a person, by any of those who they have proven to be; a room above draws them. */
export interface WalkedPathways {
  mine(personId: string, reader: Reader): Promise<readonly WalkedPathway[]>;
  /** Those that were chosen, drawn from chosen badges alone. */
  shown(
    personId: string,
    reader: Reader,
    chosen: {
      readonly pathways: readonly string[];
      readonly awards: readonly string[];
      readonly brought: readonly string[];
    },
  ): Promise<readonly WalkedPathway[]>;
}

/** What a home works with; each page and use case takes a `Pick` of what it uses. */
export interface HomeDeps {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly limits: Pick<Limits, 'spend'>;
  readonly mail: Pick<Mail, 'enqueue' | 'confirmAddress' | 'listOf' | 'forget'>;
  readonly web: Pick<Web, 'page' | 'sessions'>;
  readonly people: Pick<People, 'findMany' | 'exportData'>;
  readonly platforms: Pick<Lti['platforms'], 'find'>;
  readonly awards: Pick<AwardStore, 'listByPerson'>;
  readonly afterAnswer: AfterAnswer;
  readonly addresses: AddressStore;
  readonly joins: JoinStore;
  readonly links: LinkStore;
  readonly profiles: ProfileStore;
  readonly imports: Omit<Imports, 'listJobs'>;
  readonly credentials: Pick<Credentials, 'listByPerson' | 'records' | 'share'>;
  readonly walked: WalkedPathways;
  /** What rooms above keep of homes. */
  readonly elsewhere: HomeData;
}
