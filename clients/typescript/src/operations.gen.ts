/* Made by `npm run client` of the API's OpenAPI description; a test fails where it is out of date. */

/** A file as it was answered. */
export interface LaurelFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What can be earned. */
export type Achievement = {
  readonly id: string;
  readonly courseId: string;
  /** 0 while there is only a draft. */
  readonly latestVersion: number;
  readonly hasDraft: boolean;
  readonly revision: number;
  /** RFC 3339, in UTC. */
  readonly createdAt: string;
  /** RFC 3339, in UTC. */
  readonly updatedAt: string;
  readonly content: AchievementContent;
};

/** All that an achievement says (Open Badges 3.0, Achievement). */
export type AchievementContent = {
  readonly name: string;
  readonly description: string;
  readonly criteria: string;
  readonly criteriaUrl?: string;
  readonly assessmentMethod?: string;
  readonly achievementType:
    | 'Achievement'
    | 'ApprenticeshipCertificate'
    | 'Assessment'
    | 'Assignment'
    | 'AssociateDegree'
    | 'Award'
    | 'Badge'
    | 'BachelorDegree'
    | 'Certificate'
    | 'CertificateOfCompletion'
    | 'Certification'
    | 'CommunityService'
    | 'Competency'
    | 'Course'
    | 'CoCurricular'
    | 'Degree'
    | 'Diploma'
    | 'DoctoralDegree'
    | 'Fieldwork'
    | 'GeneralEducationDevelopment'
    | 'JourneymanCertificate'
    | 'LearningProgram'
    | 'License'
    | 'Membership'
    | 'ProfessionalDoctorate'
    | 'QualityAssuranceCredential'
    | 'MasterCertificate'
    | 'MasterDegree'
    | 'MicroCredential'
    | 'ResearchDoctorate'
    | 'SecondarySchoolDiploma'
    | (string & Record<never, never>);
  readonly art:
    | {
        readonly kind: 'composed';
        readonly family:
          | 'medal'
          | 'seal'
          | 'ring-text'
          | 'shield'
          | 'hexagon'
          | 'wreath'
          | 'rosette'
          | 'crest'
          | 'burst'
          | 'banner'
          | 'patch'
          | 'ribbon'
          | 'star'
          | 'chevrons'
          | 'minimal'
          | 'monogram'
          | 'ticket'
          | 'stamp'
          | 'plaque'
          | 'octagon'
          | 'diamond'
          | 'orbit'
          | 'gear'
          | 'stairs'
          | 'arch';
        readonly main: string;
        readonly accent: string;
        readonly emblem:
          | {
              readonly kind: 'none';
            }
          | {
              readonly kind: 'icon';
              readonly icon: string;
            }
          | {
              readonly kind: 'letters';
              readonly letters: string;
            }
          | {
              readonly kind: 'logo';
              readonly imageId: string;
            };
        readonly title: 'inside' | 'below' | 'none';
        readonly text?: string;
        readonly motto?: string;
        readonly level?: {
          readonly step: number;
          readonly of: number;
        };
      }
    | {
        readonly kind: 'template';
        readonly template: string;
        readonly palette: string;
        readonly text?: string;
      }
    | {
        readonly kind: 'upload';
        readonly imageId: string;
      };
  readonly imageAlt?: string;
  readonly language: string;
  readonly alignments: ReadonlyArray<{
    readonly framework: 'ESCO' | 'O*NET' | 'CASE' | 'CTDL' | 'other';
    readonly targetType?:
      | 'ceasn:Competency'
      | 'ceterms:Credential'
      | 'CFItem'
      | 'CFRubric'
      | 'CFRubricCriterion'
      | 'CFRubricCriterionLevel'
      | 'CTDL'
      | (string & Record<never, never>);
    readonly frameworkId?: string;
    readonly targetName: string;
    readonly targetUrl: string;
    readonly targetCode?: string;
    readonly targetDescription?: string;
    readonly targetFramework?: string;
    readonly level?: {
      readonly name: string;
      readonly of: ReadonlyArray<string>;
    };
  }>;
  readonly tags: ReadonlyArray<string>;
  readonly terms?: ReadonlyArray<string>;
  readonly creditsAvailable?: number;
  readonly eqfLevel?: number;
  readonly effortHours?: number;
  readonly fieldOfStudy?: string;
  readonly specialization?: string;
  readonly humanCode?: string;
  readonly resultDescriptions: ReadonlyArray<
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'Percent';
        readonly requiredValue: string;
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'RawScore';
        readonly valueMin?: string;
        readonly valueMax?: string;
        readonly requiredValue: string;
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'LetterGrade';
        readonly allowedValue?: ReadonlyArray<string>;
        readonly requiredValue: string;
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'Status';
        readonly requiredValue: 'Completed';
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'RubricCriterionLevel';
        readonly rubricCriterionLevel: ReadonlyArray<{
          readonly id: string;
          readonly name: string;
          readonly level?: string;
          readonly points?: string;
          readonly description?: string;
        }>;
        readonly requiredLevel?: string;
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'RubricScore';
        readonly valueMin?: string;
        readonly valueMax?: string;
        readonly requiredValue?: string;
      }
  >;
  readonly related: ReadonlyArray<{
    readonly id: string;
    readonly name?: string;
    readonly inLanguage?: string;
  }>;
  readonly editions?: ReadonlyArray<{
    readonly language: string;
    readonly name: string;
    readonly description: string;
    readonly criteria: string;
  }>;
  readonly next: ReadonlyArray<{
    readonly id: string;
    readonly name?: string;
    readonly inLanguage?: string;
  }>;
  readonly evidence: {
    readonly hasLink: boolean;
    readonly hasFile: boolean;
    readonly hasStatement: boolean;
    readonly statement?: string;
    readonly link?: string;
  };
  readonly validity?: {
    readonly months: number;
    readonly isRenewedByPassingAgain: boolean;
    readonly renewalDays?: number;
  };
};

/** What an achievement says from one day on. */
export type AchievementVersion = {
  readonly achievementId: string;
  readonly version: number;
  /** RFC 3339, in UTC. */
  readonly publishedAt: string;
  /** Its IRI in badges. */
  readonly url: string;
  readonly content: AchievementContent;
};

/** What has to be passed for a badge. */
export type Rule = {
  readonly id: string;
  readonly courseId: string;
  readonly achievementId: string;
  readonly achievementVersion: number;
  readonly state: 'draft' | 'waiting' | 'active' | 'paused' | 'ended';
  readonly revision: number;
  readonly inputs: ReadonlyArray<
    | {
        readonly kind: 'assessment';
        readonly source: string;
        readonly assessmentId: string;
        readonly title: string;
        readonly maximum: string | null;
        readonly mark: {
          readonly kind: 'percent' | 'points' | 'letter' | 'complete';
          /** A decimal number, or a letter grade. */
          readonly value?: string;
        };
      }
    | {
        readonly kind: 'badge';
        readonly achievementId: string;
        readonly name: string;
      }
  >;
  /** How many of the inputs have to be met. */
  readonly needed: number;
  /** RFC 3339, in UTC. */
  readonly notBefore?: string;
  readonly release: 'immediately' | 'released' | 'date' | 'confirm';
  /** What happens when a grade falls below the mark. */
  readonly afterFall: 'keep' | 'ask' | 'revoke';
  /** RFC 3339, in UTC. */
  readonly activatedAt?: string;
  /** Why it was paused by itself. */
  readonly pausedFor?: string;
};

/** That a person was given a badge, or denied it. */
export type Award = {
  readonly id: string;
  readonly courseId: string;
  readonly ruleId: string;
  readonly achievementId: string;
  readonly achievementVersion: number;
  readonly personId: string;
  /** `sub` of the LTI launches. */
  readonly userId: string;
  readonly state: 'active' | 'revoked' | 'undone' | 'denied';
  readonly givenBy: 'rule' | 'hand';
  readonly actor?: string;
  readonly reason?: string;
  /** RFC 3339, in UTC. */
  readonly awardedAt: string;
  /** RFC 3339, in UTC. */
  readonly validUntil?: string;
  readonly renews?: string;
  /** Until then a revocation can be undone. */
  readonly undoUntil?: string;
  /** False while the badge is being signed or revoked. */
  readonly isIssued: boolean;
};

/** Badges given to many, from the preview to the results. */
export type Bulk = {
  readonly id: string;
  /** `ready`: checked, and waits to be started. `refused`: something is wrong with a row, and nothing was done. */
  readonly state:
    | 'checking'
    | 'ready'
    | 'refused'
    | 'running'
    | 'done'
    | 'cancelled'
    | 'undoing'
    | 'undone'
    | 'receiving';
  readonly isPreview: boolean;
  readonly rows: number;
  readonly progress: {
    readonly done: number;
    readonly of: number;
  };
  /** How many rows would do or have done what. */
  readonly counts: {
    readonly waiting?: number;
    readonly give?: number;
    readonly invite?: number;
    readonly has?: number;
    readonly problem?: number;
    readonly given?: number;
    readonly invited?: number;
    readonly undone?: number;
  };
  /** What is wrong with all of it. */
  readonly problem?: {
    readonly code:
      | 'unreadable'
      | 'not_text'
      | 'no_header'
      | 'column_twice'
      | 'unclosed_quote'
      | 'too_long'
      | 'too_many_columns'
      | 'control_character'
      | 'nobody'
      | 'wrong_email'
      | 'unknown_member'
      | 'wrong_value'
      | 'reason_missing'
      | 'reason_too_long'
      | 'rule_missing'
      | 'unknown_rule'
      | 'draft_rule'
      | 'unknown_person'
      | 'ambiguous_person'
      | 'no_learner'
      | 'own_award'
      | 'repeated'
      | 'mail_refused'
      | 'over_quota';
    readonly detail: string;
    readonly line?: number;
    readonly column?: string;
  };
  /** RFC 3339, in UTC. */
  readonly createdAt: string;
  /** RFC 3339, in UTC. */
  readonly startedAt?: string;
  /** RFC 3339, in UTC. */
  readonly endedAt?: string;
};

/** What one row would do, or has done. */
export type BulkRow = {
  readonly row: number;
  readonly line: number;
  readonly result:
    | 'waiting'
    | 'give'
    | 'invite'
    | 'has'
    | 'problem'
    | 'given'
    | 'invited'
    | 'undone';
  readonly problem?: {
    readonly code:
      | 'unreadable'
      | 'not_text'
      | 'no_header'
      | 'column_twice'
      | 'unclosed_quote'
      | 'too_long'
      | 'too_many_columns'
      | 'control_character'
      | 'nobody'
      | 'wrong_email'
      | 'unknown_member'
      | 'wrong_value'
      | 'reason_missing'
      | 'reason_too_long'
      | 'rule_missing'
      | 'unknown_rule'
      | 'draft_rule'
      | 'unknown_person'
      | 'ambiguous_person'
      | 'no_learner'
      | 'own_award'
      | 'repeated'
      | 'mail_refused'
      | 'over_quota';
    readonly detail: string;
    readonly line?: number;
    readonly column?: string;
  };
  readonly ruleId?: string;
  readonly userId?: string;
  readonly email?: string;
  readonly sisId?: string;
  readonly awardId?: string;
};

/** A badge that waits for whoever an address belongs to. */
export type Invitation = {
  readonly id: string;
  readonly courseId: string;
  readonly ruleId: string;
  readonly email: string;
  readonly state: 'open' | 'claimed' | 'stopped' | 'expired';
  /** RFC 3339, in UTC. */
  readonly createdAt: string;
  /** RFC 3339, in UTC. */
  readonly expiresAt: string;
  readonly awardId?: string;
};

/** A signed Open Badge 3.0. */
export type Credential = {
  readonly id: string;
  /** The address of its page, which survives corrections. */
  readonly url: string;
  readonly awardId: string;
  readonly personId: string;
  readonly issuerId: string;
  /** The version of the achievement, as the badge names it. */
  readonly achievementUrl: string;
  readonly achievementName: string;
  readonly recipientName?: string;
  readonly state: 'valid' | 'revoked' | 'suspended';
  readonly reason?: string;
  readonly visibility: 'private' | 'link' | 'public';
  /** RFC 3339, in UTC. */
  readonly validFrom: string;
  /** RFC 3339, in UTC. */
  readonly validUntil?: string;
  /** RFC 3339, in UTC. */
  readonly issuedAt: string;
  /** RFC 3339, in UTC. */
  readonly changedAt?: string;
  readonly supersededBy?: string;
  /** Its files, by kind. */
  readonly files: Readonly<Record<string, string>>;
};

/** Badges of a person under one signature (Comprehensive Learner Record 2.0). */
export type LearnerRecord = {
  readonly id: string;
  /** The address of its page. */
  readonly url: string;
  readonly personId: string;
  readonly issuerId: string;
  /** The badges in it. */
  readonly credentialIds: ReadonlyArray<string>;
  /** Whether its issuer knew of further badges of the person that count. */
  readonly partial: boolean;
  readonly state: 'valid' | 'revoked';
  readonly visibility: 'private' | 'link';
  /** RFC 3339, in UTC. */
  readonly madeAt: string;
  /** RFC 3339, in UTC. */
  readonly changedAt?: string;
  /** Its files, by kind. */
  readonly files: Readonly<Record<string, string>>;
};

/** A person on one platform, as the platform tells of them. */
export type Person = {
  readonly id: string;
  readonly platformId: string;
  /** `sub` of the LTI launches. */
  readonly userId: string;
  readonly name?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly email?: string;
  /** RFC 3339, in UTC. */
  readonly firstSeenAt: string;
  /** RFC 3339, in UTC. */
  readonly lastSeenAt: string;
  /** RFC 3339, in UTC. */
  readonly erasedAt?: string;
};

/** A file of another system, and what became of it. */
export type Import = {
  readonly id: string;
  readonly courseId: string;
  readonly purpose: 'drafts' | 'reissue';
  /** `preview`: confirm or cancel it. `judging`, `checking`: it goes on by itself. `refused`: the file as a whole cannot be read. */
  readonly state: 'judging' | 'checking' | 'preview' | 'done' | 'cancelled' | 'undone' | 'refused';
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** RFC 3339, in UTC. */
  readonly createdAt: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly problem?: {
    /** Stable; docs/imports.md lists them. */
    readonly code: string;
    readonly detail: string;
  };
};

/** One thing in a file. */
export type ImportEntry = {
  /** From 0. */
  readonly at: number;
  /** The file, or the file within a ZIP. */
  readonly file: string;
  /** The line or place in a list, from 1. */
  readonly line?: number;
  readonly kind: 'badge' | 'achievement' | 'award' | 'refused';
  readonly outcome:
    | 'unjudged'
    | 'waiting'
    | 'kept'
    | 'draft'
    | 'reissued'
    | 'duplicate'
    | 'refused'
    | 'undone';
  readonly name?: string;
  /** As the file says; nobody vouches for it. */
  readonly issuer?: string;
  readonly host?: string;
  /** RFC 3339, in UTC. */
  readonly issuedAt?: string;
  /** What its proof showed, before anything else was done. `unknown`: its host or key could not be asked. `none`: a row of a table has none. */
  readonly proof?: 'valid' | 'unknown' | 'none';
  /** The draft that was made. */
  readonly achievementId?: string;
  /** The award in its place. */
  readonly awardId?: string;
  readonly problem?: {
    /** Stable; docs/imports.md lists them. */
    readonly code: string;
    readonly detail: string;
  };
};

/** What an employer or body says of an achievement. */
export type Endorsement = {
  readonly id: string;
  readonly courseId: string;
  readonly achievementId: string;
  /** The version that was endorsed. */
  readonly version: number;
  /** What the endorser calls itself. */
  readonly name: string;
  /** Shown to be the endorser’s. */
  readonly domain: string;
  /** Who signed: a did, or the address of a profile. */
  readonly issuerId: string;
  /** Whether this installation signed on the endorser’s behalf. */
  readonly isHosted: boolean;
  /** Markdown of the endorser’s. */
  readonly comment: string;
  /** `unknown`: the endorser keeps a list that could not be asked last time. */
  readonly state: 'valid' | 'revoked' | 'expired' | 'unknown';
  readonly isHidden: boolean;
  /** RFC 3339, in UTC. */
  readonly validFrom: string;
  /** RFC 3339, in UTC. */
  readonly validUntil?: string;
  /** The EndorsementCredential (OB 3.0, B.1.9) as it was signed: JSON, or a token. */
  readonly credential: string;
};

/** A link by which an achievement is endorsed. */
export type EndorsementInvitation = {
  readonly id: string;
  readonly achievementId: string;
  readonly version: number;
  readonly invitee: string;
  /** RFC 3339, in UTC. */
  readonly expiresAt: string;
  /** Whoever has it may endorse, once: hand it to nobody else. */
  readonly link: string;
};

/** A programme of badges, as its newest version has it. */
export type Pathway = {
  readonly id: string;
  readonly courseId: string;
  readonly name: string;
  readonly state: 'draft' | 'published' | 'ended';
  readonly latestVersion: number;
  readonly need?: {
    readonly kind: 'all' | 'any' | 'atLeast';
    /** Of `atLeast`. */
    readonly count?: number;
  };
  readonly groups: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    readonly level?: 'foundation' | 'intermediate' | 'advanced';
    readonly need: {
      readonly kind: 'all' | 'any' | 'atLeast';
      /** Of `atLeast`. */
      readonly count?: number;
    };
    readonly after: ReadonlyArray<{
      /** Of a step or a group of the same pathway. */
      readonly id: string;
      readonly kind: 'hard' | 'advice';
    }>;
    readonly steps: ReadonlyArray<{
      readonly id: string;
      readonly name: string;
      /** Of this installation, or as its issuer elsewhere calls it. */
      readonly achievementId?: string;
      /** Of a badge of elsewhere. */
      readonly issuerId?: string;
      readonly isOptional: boolean;
      readonly after: ReadonlyArray<{
        /** Of a step or a group of the same pathway. */
        readonly id: string;
        readonly kind: 'hard' | 'advice';
      }>;
    }>;
    readonly milestone?: {
      readonly achievementId?: string;
      readonly name: string;
    };
  }>;
  readonly milestone?: {
    readonly achievementId?: string;
    readonly name: string;
  };
  /** RFC 3339, in UTC. */
  readonly publishedAt?: string;
};

/** How far somebody is on a pathway. */
export type PathwayProgress = {
  readonly personId: string;
  readonly version: number;
  readonly state: 'done' | 'under-way' | 'next' | 'locked';
  readonly stepsDone: ReadonlyArray<string>;
  /** Ids of groups; `whole`: all that is needed. */
  readonly groupsDone: ReadonlyArray<string>;
  /** RFC 3339, in UTC. */
  readonly begunAt: string;
  /** RFC 3339, in UTC. */
  readonly lookedAt: string;
};

export type SkillFramework = {
  readonly id: string;
  readonly kind: 'ESCO' | 'O*NET' | 'CASE' | 'CTDL';
  readonly name: string;
  readonly url?: string;
  readonly version?: string;
  /** Where it was loaded from last. */
  readonly address?: string;
  /** How many skills it has, by languages. */
  readonly skills: Readonly<Record<string, number>>;
  /** RFC 3339, in UTC. */
  readonly updatedAt: string;
  /** RFC 3339, in UTC. */
  readonly removedAt?: string;
};

export type Skill = {
  readonly id: string;
  readonly frameworkId: string;
  readonly language: string;
  readonly name: string;
  readonly code?: string;
  /** `targetUrl` of an alignment (OB 3.0, B.1.3). */
  readonly url: string;
  readonly description?: string;
  /** As OB 3.0 calls it (B.1.20). */
  readonly targetType: string;
  /** The name of what it is a part of. */
  readonly within?: string;
};

export type SkillLoad = {
  readonly id: string;
  readonly state: 'waiting' | 'reading' | 'done' | 'failed';
  readonly fileName: string;
  readonly url?: string;
  readonly frameworkId?: string;
  /** Written by now. */
  readonly skills: number;
  /** Of an earlier file, and not in this one: not offered any more. */
  readonly retired: number;
  /** Rows that were left out. */
  readonly leftOut: number;
  /** The first of them: where, and why. */
  readonly odd: ReadonlyArray<{
    readonly file: string;
    readonly line: number;
    readonly code: string;
  }>;
  /** Why no more of it was read. */
  readonly problem?: string;
  /** RFC 3339, in UTC. */
  readonly createdAt: string;
  /** RFC 3339, in UTC. */
  readonly finishedAt?: string;
};

export type TaxonomyTerm = {
  readonly id: string;
  readonly facet: 'kind' | 'category' | 'level';
  readonly name: string;
  readonly order: number;
  /** The family of pictures offered first. */
  readonly family?: string;
  readonly isRetired: boolean;
};

/** A course from which Laurel was opened. */
export type Course = {
  readonly id: string;
  readonly platformId: string;
  readonly deploymentId: string;
  /** The id of the LTI context claim. */
  readonly contextId: string;
  readonly title: string;
  readonly label: string;
  /** RFC 3339, in UTC. */
  readonly lastLaunchAt: string;
};

/** When a course’s grades were last read, and how that went. */
export type Check = {
  /** RFC 3339, in UTC. */
  readonly checkedAt?: string;
  /** RFC 3339, in UTC. */
  readonly nextAt?: string;
  readonly failuresInARow: number;
  readonly failure?: {
    /** RFC 3339, in UTC. */
    readonly at: string;
    readonly code: string;
    readonly message: string;
  };
};

/** A learning platform at which Laurel is registered. */
export type Platform = {
  readonly id: string;
  readonly name: string;
  readonly family: 'moodle' | 'canvas' | 'other';
  readonly issuer: string;
  readonly clientId: string;
  readonly status: 'active' | 'disabled';
  readonly createdAt: string;
};

/** In whose name badges are signed. */
export type Issuer = {
  readonly id: string;
  readonly name?: string;
  readonly url?: string;
  readonly email?: string;
  readonly isInUse: boolean;
  /** How badges may name it. */
  readonly identities: ReadonlyArray<string>;
  /** The host that it has of its own, or asks for. */
  readonly host: {
    readonly name: string;
    readonly state: 'asked' | 'proven' | 'inUse';
    /** Its proof is gone: new badges do not name it. */
    readonly isLost: boolean;
    /** RFC 3339, in UTC. */
    readonly provenAt?: string;
    /** RFC 3339, in UTC. */
    readonly usedAt?: string;
    /** RFC 3339, in UTC. */
    readonly checkedAt?: string;
  } | null;
};

/** That something happened; it is told once, and does not change. */
export type Event = {
  readonly id: string;
  /** More types will come: pass over those that you do not know. */
  readonly type:
    | 'achievement.published'
    | 'award.given'
    | 'award.renewed'
    | 'award.reinstated'
    | 'award.revoked'
    | 'check.failed'
    | 'check.recovered'
    | 'correction.answered'
    | 'correction.asked'
    | 'credential.reinstated'
    | 'credential.revoked'
    | 'credential.suspended'
    | 'credential.updated'
    | 'rule.activated'
    | 'rule.changed'
    | 'rule.ended'
    | 'rule.paused'
    | 'rule.resumed';
  /** RFC 3339, in UTC. */
  readonly timestamp: string;
  /** Ids of what it is about: `platformId`, `deploymentId` and `courseId`, and by its type `awardId`, `achievementId`, `achievementVersion`, `ruleId`, `personId`, `credentialId`, `replacedBy`, `correctionId`; `code` of a failed check. Never a name or an address. */
  readonly data: Readonly<Record<string, string | number>>;
};

/** An address that is told of events (Standard Webhooks). */
export type Webhook = {
  readonly id: string;
  readonly kind: 'webhook' | 'hook' | 'xapi';
  readonly name: string;
  readonly url: string;
  /** Empty: all. */
  readonly types: ReadonlyArray<
    | 'achievement.published'
    | 'award.given'
    | 'award.renewed'
    | 'award.reinstated'
    | 'award.revoked'
    | 'check.failed'
    | 'check.recovered'
    | 'correction.answered'
    | 'correction.asked'
    | 'credential.reinstated'
    | 'credential.revoked'
    | 'credential.suspended'
    | 'credential.updated'
    | 'rule.activated'
    | 'rule.changed'
    | 'rule.ended'
    | 'rule.paused'
    | 'rule.resumed'
  >;
  /** `off`: its address answered 410 (`gone`), or nothing came through for three days (`failing`). */
  readonly state: 'active' | 'paused' | 'off';
  readonly why?: 'gone' | 'failing';
  /** Ed25519, `whpk_…`; the newest first. */
  readonly publicKeys: ReadonlyArray<string>;
  /** RFC 3339, in UTC. */
  readonly createdAt: string;
  /** RFC 3339, in UTC. */
  readonly failingSince?: string;
  /** `whsec_…`: shown when it is made, and not again. */
  readonly secret?: string;
};

export type DeliveryTry = {
  /** RFC 3339, in UTC. */
  readonly at: string;
  /** The answer’s status, or the code of an error. */
  readonly status: string;
  readonly ms: number;
};

/** One event for one webhook. */
export type Delivery = {
  /** `webhook-id`: the event’s id. */
  readonly messageId: string;
  readonly type: string;
  readonly state: 'due' | 'done' | 'dead';
  readonly attempts: number;
  /** RFC 3339, in UTC. */
  readonly nextAt?: string;
  /** RFC 3339, in UTC. */
  readonly createdAt: string;
  readonly tries: ReadonlyArray<DeliveryTry>;
};

export type Replayed = {
  readonly count: number;
};

export type NewAchievement = {
  readonly courseId: string;
  readonly content: AchievementContentInput;
};

/** All that an achievement says (Open Badges 3.0, Achievement). */
export type AchievementContentInput = {
  readonly name: string;
  readonly description: string;
  readonly criteria: string;
  readonly criteriaUrl?: string;
  readonly assessmentMethod?: string;
  readonly achievementType?:
    | 'Achievement'
    | 'ApprenticeshipCertificate'
    | 'Assessment'
    | 'Assignment'
    | 'AssociateDegree'
    | 'Award'
    | 'Badge'
    | 'BachelorDegree'
    | 'Certificate'
    | 'CertificateOfCompletion'
    | 'Certification'
    | 'CommunityService'
    | 'Competency'
    | 'Course'
    | 'CoCurricular'
    | 'Degree'
    | 'Diploma'
    | 'DoctoralDegree'
    | 'Fieldwork'
    | 'GeneralEducationDevelopment'
    | 'JourneymanCertificate'
    | 'LearningProgram'
    | 'License'
    | 'Membership'
    | 'ProfessionalDoctorate'
    | 'QualityAssuranceCredential'
    | 'MasterCertificate'
    | 'MasterDegree'
    | 'MicroCredential'
    | 'ResearchDoctorate'
    | 'SecondarySchoolDiploma'
    | (string & Record<never, never>);
  readonly art?:
    | {
        readonly kind: 'composed';
        readonly family:
          | 'medal'
          | 'seal'
          | 'ring-text'
          | 'shield'
          | 'hexagon'
          | 'wreath'
          | 'rosette'
          | 'crest'
          | 'burst'
          | 'banner'
          | 'patch'
          | 'ribbon'
          | 'star'
          | 'chevrons'
          | 'minimal'
          | 'monogram'
          | 'ticket'
          | 'stamp'
          | 'plaque'
          | 'octagon'
          | 'diamond'
          | 'orbit'
          | 'gear'
          | 'stairs'
          | 'arch';
        readonly main: string;
        readonly accent: string;
        readonly emblem?:
          | {
              readonly kind: 'none';
            }
          | {
              readonly kind: 'icon';
              readonly icon: string;
            }
          | {
              readonly kind: 'letters';
              readonly letters: string;
            }
          | {
              readonly kind: 'logo';
              readonly imageId: string;
            };
        readonly title?: 'inside' | 'below' | 'none';
        readonly text?: string;
        readonly motto?: string;
        readonly level?: {
          readonly step: number;
          readonly of: number;
        };
      }
    | {
        readonly kind: 'template';
        readonly template: string;
        readonly palette: string;
        readonly text?: string;
      }
    | {
        readonly kind: 'upload';
        readonly imageId: string;
      };
  readonly imageAlt?: string;
  readonly language?: string;
  readonly alignments?: ReadonlyArray<{
    readonly framework: 'ESCO' | 'O*NET' | 'CASE' | 'CTDL' | 'other';
    readonly targetType?:
      | 'ceasn:Competency'
      | 'ceterms:Credential'
      | 'CFItem'
      | 'CFRubric'
      | 'CFRubricCriterion'
      | 'CFRubricCriterionLevel'
      | 'CTDL'
      | (string & Record<never, never>);
    readonly frameworkId?: string;
    readonly targetName: string;
    readonly targetUrl: string;
    readonly targetCode?: string;
    readonly targetDescription?: string;
    readonly targetFramework?: string;
    readonly level?: {
      readonly name: string;
      readonly of: ReadonlyArray<string>;
    };
  }>;
  readonly tags?: ReadonlyArray<string>;
  readonly terms?: ReadonlyArray<string>;
  readonly creditsAvailable?: number;
  readonly eqfLevel?: number;
  readonly effortHours?: number;
  readonly fieldOfStudy?: string;
  readonly specialization?: string;
  readonly humanCode?: string;
  readonly resultDescriptions?: ReadonlyArray<
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'Percent';
        readonly requiredValue: string;
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'RawScore';
        readonly valueMin?: string;
        readonly valueMax?: string;
        readonly requiredValue: string;
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'LetterGrade';
        readonly allowedValue?: ReadonlyArray<string>;
        readonly requiredValue: string;
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'Status';
        readonly requiredValue: 'Completed';
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'RubricCriterionLevel';
        readonly rubricCriterionLevel: ReadonlyArray<{
          readonly id: string;
          readonly name: string;
          readonly level?: string;
          readonly points?: string;
          readonly description?: string;
        }>;
        readonly requiredLevel?: string;
      }
    | {
        readonly id: string;
        readonly name: string;
        readonly resultType: 'RubricScore';
        readonly valueMin?: string;
        readonly valueMax?: string;
        readonly requiredValue?: string;
      }
  >;
  readonly related?: ReadonlyArray<{
    readonly id: string;
    readonly name?: string;
    readonly inLanguage?: string;
  }>;
  readonly editions?: ReadonlyArray<{
    readonly language: string;
    readonly name: string;
    readonly description: string;
    readonly criteria: string;
  }>;
  readonly next?: ReadonlyArray<{
    readonly id: string;
    readonly name?: string;
    readonly inLanguage?: string;
  }>;
  readonly evidence?: {
    readonly hasLink?: boolean;
    readonly hasFile?: boolean;
    readonly hasStatement?: boolean;
    readonly statement?: string;
    readonly link?: string;
  };
  readonly validity?: {
    readonly months: number;
    readonly isRenewedByPassingAgain?: boolean;
    readonly renewalDays?: number;
  };
};

export type NewAward = {
  readonly ruleId: string;
  /** `sub` of the LTI launches. */
  readonly userId: string;
  /** Kept with the decision; whoever opens a revoked badge reads it. */
  readonly reason: string;
};

export type Decision = {
  /** Kept with the decision; whoever opens a revoked badge reads it. */
  readonly reason: string;
};

/** Whom a badge is given to: one of the three ids. */
export type BulkAward = {
  /** What is given; absent: `rule` of the address. */
  readonly ruleId?: string;
  /** `sub` of the LTI launches. */
  readonly userId?: string;
  /** The id of the student information system, where the roster tells it. */
  readonly sisId?: string;
  /** A mail address. */
  readonly email?: string;
  /** Kept with the decision; absent: `reason` of the address. */
  readonly reason?: string;
};

export type BulkStart = {
  readonly skipProblems?: boolean;
};

export type NewRecord = {
  readonly personId: string;
  /** The badges that it shall hold; absent: every one that is valid. */
  readonly credentialIds?: ReadonlyArray<string>;
  /** The language of its name. */
  readonly lang?: string;
};

export type ImportConfirmation = {
  /** What stands in a draft where the file does not say how something is earned. */
  readonly criteria?: string;
};

export type ImportReissue = {
  /** What each badge says of the one in whose place it is, and the reason that is kept with it. */
  readonly words: string;
};

export type NewEndorsementInvitation = {
  /** Whom you mean, such as the name of an employer. */
  readonly invitee: string;
  /** Gets the link by mail; it is not kept. */
  readonly to?: string;
  /** How long the link works. */
  readonly days: 14 | 30 | 90;
};

export type SkillFrameworkAddress = {
  readonly url: string;
  /** Two letters or three (ISO 639). */
  readonly language?: string;
};

export type NewTaxonomyTerm = {
  readonly facet: 'kind' | 'category' | 'level';
  readonly name: string;
};

export type TaxonomyTermChange = {
  readonly name?: string;
  /** Of pictures, which the studio offers first; null: none. */
  readonly family?: string | null;
  readonly isRetired?: boolean;
  /** Among those of its facet, from 0. */
  readonly place?: number;
};

export type NewWebhook = {
  readonly name: string;
  /** An https address; private networks are refused at each delivery. */
  readonly url: string;
  readonly types?: ReadonlyArray<
    | 'achievement.published'
    | 'award.given'
    | 'award.renewed'
    | 'award.reinstated'
    | 'award.revoked'
    | 'check.failed'
    | 'check.recovered'
    | 'correction.answered'
    | 'correction.asked'
    | 'credential.reinstated'
    | 'credential.revoked'
    | 'credential.suspended'
    | 'credential.updated'
    | 'rule.activated'
    | 'rule.changed'
    | 'rule.ended'
    | 'rule.paused'
    | 'rule.resumed'
  >;
};

export type Replay = {
  /** Absent: all that were given up. */
  readonly messageId?: string;
};

/** What a flow of Zapier, Make or n8n subscribes with. */
export type NewHook = {
  /** An https address; private networks are refused at each delivery. */
  readonly targetUrl: string;
  /** More types will come: pass over those that you do not know. */
  readonly event:
    | 'achievement.published'
    | 'award.given'
    | 'award.renewed'
    | 'award.reinstated'
    | 'award.revoked'
    | 'check.failed'
    | 'check.recovered'
    | 'correction.answered'
    | 'correction.asked'
    | 'credential.reinstated'
    | 'credential.revoked'
    | 'credential.suspended'
    | 'credential.updated'
    | 'rule.activated'
    | 'rule.changed'
    | 'rule.ended'
    | 'rule.paused'
    | 'rule.resumed';
};

/** A problem (RFC 9457). */
export type Problem = {
  /** The page of the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable; docs/errors.md lists all. */
  readonly code: string;
  /** What to do next. */
  readonly detail?: string;
  /** The reference in the operator’s log. */
  readonly instance?: string;
  readonly errors?: ReadonlyArray<{
    readonly pointer?: string;
    readonly parameter?: string;
    readonly detail: string;
  }>;
};

/** What can be called, with what, and what comes back. */
export interface Operations {
  /** List achievements */
  readonly listAchievements: {
    readonly input: {
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Achievement>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Make an achievement, as a draft */
  readonly createAchievement: {
    readonly input: {
      readonly body: NewAchievement;
      readonly idempotencyKey?: string;
    };
    readonly answer: Achievement;
  };
  /** Read an achievement */
  readonly getAchievement: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Achievement;
  };
  /** Change what an achievement says, in its draft */
  readonly changeAchievement: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: AchievementContentInput;
      readonly ifMatch: string;
    };
    readonly answer: Achievement;
  };
  /** Fix the draft as a new version */
  readonly publishAchievement: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: AchievementVersion;
  };
  /** List the versions of an achievement, the newest first */
  readonly listVersions: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<AchievementVersion>;
    };
  };
  /** List rules */
  readonly listRules: {
    readonly input: {
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
        /** Only those of this course. */
        readonly course?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Rule>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Read a rule */
  readonly getRule: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Rule;
  };
  /** Pause a rule: it gives nothing until it is resumed; issued badges stay valid */
  readonly pauseRule: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly ifMatch?: string;
      readonly idempotencyKey?: string;
    };
    readonly answer: Rule;
  };
  /** Resume a rule; grades that came meanwhile count */
  readonly resumeRule: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly ifMatch?: string;
      readonly idempotencyKey?: string;
    };
    readonly answer: Rule;
  };
  /** Release the results that a rule waits for */
  readonly confirmRule: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly ifMatch?: string;
      readonly idempotencyKey?: string;
    };
    readonly answer: Rule;
  };
  /** List awards */
  readonly listAwards: {
    readonly input: {
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
        /** Only those of this rule. */
        readonly rule?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Award>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Give a badge to a learner */
  readonly giveAward: {
    readonly input: {
      readonly body: NewAward;
      readonly idempotencyKey?: string;
    };
    readonly answer: Award;
  };
  /** Read an award */
  readonly getAward: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Award;
  };
  /** Deny a badge to a learner */
  readonly denyAward: {
    readonly input: {
      readonly body: NewAward;
      readonly idempotencyKey?: string;
    };
    readonly answer: Award;
  };
  /** Revoke a badge */
  readonly revokeAward: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: Decision;
      readonly idempotencyKey?: string;
    };
    readonly answer: Award;
  };
  /** Suspend a badge for a while */
  readonly suspendAward: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: Decision;
      readonly idempotencyKey?: string;
    };
    readonly answer: Award;
  };
  /** End a suspension, or undo a revocation within 15 minutes */
  readonly reinstateAward: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Award;
  };
  /** Issue a badge anew */
  readonly correctAward: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: Decision;
      readonly idempotencyKey?: string;
    };
    readonly answer: Award;
  };
  /** Give badges to many */
  readonly giveAwards: {
    readonly input: {
      readonly query?: {
        /** The rule of rows that name none. */
        readonly rule?: string;
        /** The reason of rows that have none. */
        readonly reason?: string;
        /** Says what each row would do, and waits to be started. */
        readonly dryRun?: 'true' | 'false';
        /** Leaves rows with problems out; otherwise one of them stops all. */
        readonly skipProblems?: 'true' | 'false';
        /** Whoever has an address that the platform does not know is invited by mail to claim the badge. */
        readonly invite?: 'true' | 'false';
      };
      readonly body: ReadonlyArray<BulkAward>;
      readonly idempotencyKey?: string;
    };
    readonly answer: Bulk;
  };
  /** Read how far a job is */
  readonly getBulk: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Bulk;
  };
  /** List what each row would do, or has done */
  readonly listBulkRows: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
        /** Only rows of this result. */
        readonly result?:
          | 'waiting'
          | 'give'
          | 'invite'
          | 'has'
          | 'problem'
          | 'given'
          | 'invited'
          | 'undone';
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<BulkRow>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Start a job that was sent with `dryRun` */
  readonly startBulk: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: BulkStart;
      readonly idempotencyKey?: string;
    };
    readonly answer: Bulk;
  };
  /** List badges that wait to be claimed by mail */
  readonly listInvitations: {
    readonly input: {
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Invitation>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Stop a job */
  readonly cancelBulk: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Bulk;
  };
  /** Read the newest badge of an award */
  readonly getCredentialOfAward: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Credential;
  };
  /** Read a badge */
  readonly getCredential: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Credential;
  };
  /** Read a badge as a file */
  readonly getCredentialFile: {
    readonly input: {
      readonly params: {
        readonly id: string;
        readonly kind: string;
      };
      readonly query?: {
        /** The language of a certificate. */
        readonly lang?: string;
      };
    };
    readonly answer: LaurelFile;
  };
  /** List the records of a person */
  readonly listRecords: {
    readonly input: {
      readonly query: {
        readonly personId: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<LearnerRecord>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Make a record of a person’s badges */
  readonly makeRecord: {
    readonly input: {
      readonly body: NewRecord;
      readonly idempotencyKey?: string;
    };
    readonly answer: LearnerRecord;
  };
  /** Read a record */
  readonly getRecord: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: LearnerRecord;
  };
  /** Read a record as a file */
  readonly getRecordFile: {
    readonly input: {
      readonly params: {
        readonly id: string;
        readonly kind: string;
      };
    };
    readonly answer: LaurelFile;
  };
  /** Withdraw a record for good */
  readonly withdrawRecord: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: LearnerRecord;
  };
  /** List people */
  readonly listPeople: {
    readonly input: {
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
        /** Only who has this LTI user id. */
        readonly userId?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Person>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Read a person */
  readonly getPerson: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Person;
  };
  /** Read everything that is kept of a person */
  readonly exportPerson: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Readonly<Record<string, unknown>>;
  };
  /** Erase what is personal of a person */
  readonly erasePerson: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Person;
  };
  /** List imports */
  readonly listImports: {
    readonly input: {
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Import>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Hand in a file of another system, for a preview */
  readonly importFile: {
    readonly input: {
      readonly query: {
        /** The course in which drafts are made. */
        readonly course: string;
        /** For the report. */
        readonly fileName?: string;
        /** `drafts`: what can be earned becomes drafts. `reissue`: badges that people hold are issued anew by badges of the course that stand for them. */
        readonly purpose?: 'drafts' | 'reissue';
      };
      readonly body: string;
      readonly idempotencyKey?: string;
    };
    readonly answer: Import;
  };
  /** Read how an import stands */
  readonly getImport: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Import;
  };
  /** List what a file holds, and what became of each */
  readonly listImportEntries: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<ImportEntry>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Make the drafts of a preview */
  readonly confirmImport: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: ImportConfirmation;
      readonly idempotencyKey?: string;
    };
    readonly answer: Import;
  };
  /** Issue the badges of a preview anew */
  readonly reissueImport: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: ImportReissue;
      readonly idempotencyKey?: string;
    };
    readonly answer: Import;
  };
  /** Read the report of a file as CSV */
  readonly getImportReport: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly query?: {
        /** The language of reasons. */
        readonly lang?: string;
      };
    };
    readonly answer: LaurelFile;
  };
  /** Give a preview up */
  readonly cancelImport: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Import;
  };
  /** Take back the drafts that nobody has worked on */
  readonly undoImport: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Import;
  };
  /** List endorsements */
  readonly listEndorsements: {
    readonly input: {
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Endorsement>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Read an endorsement */
  readonly getEndorsement: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Endorsement;
  };
  /** Hide an endorsement */
  readonly hideEndorsement: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Endorsement;
  };
  /** Show an endorsement again */
  readonly showEndorsement: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Endorsement;
  };
  /** Invite somebody to endorse an achievement */
  readonly inviteToEndorse: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: NewEndorsementInvitation;
      readonly idempotencyKey?: string;
    };
    readonly answer: EndorsementInvitation;
  };
  /** List pathways */
  readonly listPathways: {
    readonly input: {
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Pathway>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Read a pathway */
  readonly getPathway: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Pathway;
  };
  /** List who is on a pathway, and how far */
  readonly listPathwayProgress: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<PathwayProgress>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** List frameworks of skills */
  readonly listSkillFrameworks: {
    readonly input: Record<never, never>;
    readonly answer: {
      readonly data: ReadonlyArray<SkillFramework>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Read a framework that the token’s platform loaded */
  readonly getSkillFramework: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: SkillFramework;
  };
  /** List the skills of a framework in a language */
  readonly listSkillsOfFramework: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
        /** Two letters or three (ISO 639). */
        readonly language?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Skill>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Search skills by words or codes */
  readonly searchSkills: {
    readonly input: {
      readonly query: {
        /** Words of a name, or a code. */
        readonly q: string;
        /** Two letters or three (ISO 639). */
        readonly language?: string;
        readonly frameworkId?: string;
        readonly limit?: number;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Skill>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Load or update a framework by a file */
  readonly loadSkillFile: {
    readonly input: {
      readonly query?: {
        /** ESCO’s files say their language by it, such as `skills_fr.csv`. */
        readonly fileName?: string;
        /** Two letters or three (ISO 639). */
        readonly language?: string;
      };
      readonly body: string;
      readonly idempotencyKey?: string;
    };
    readonly answer: SkillLoad;
  };
  /** Load or update a framework from a web address */
  readonly loadSkillAddress: {
    readonly input: {
      readonly body: SkillFrameworkAddress;
      readonly idempotencyKey?: string;
    };
    readonly answer: SkillLoad;
  };
  /** Read how a load stands */
  readonly getSkillLoad: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: SkillLoad;
  };
  /** Remove a framework; for 15 minutes it can be restored */
  readonly removeSkillFramework: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: SkillFramework;
  };
  /** Bring a framework back that was removed */
  readonly restoreSkillFramework: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: SkillFramework;
  };
  /** List kinds, categories and levels */
  readonly listTaxonomyTerms: {
    readonly input: Record<never, never>;
    readonly answer: {
      readonly data: ReadonlyArray<TaxonomyTerm>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Add a kind, category or level */
  readonly addTaxonomyTerm: {
    readonly input: {
      readonly body: NewTaxonomyTerm;
      readonly idempotencyKey?: string;
    };
    readonly answer: TaxonomyTerm;
  };
  /** Read a kind, category or level */
  readonly getTaxonomyTerm: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: TaxonomyTerm;
  };
  /** Rename, move, retire or bring back a kind, category or level */
  readonly changeTaxonomyTerm: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: TaxonomyTermChange;
      readonly idempotencyKey?: string;
    };
    readonly answer: TaxonomyTerm;
  };
  /** List courses */
  readonly listCourses: {
    readonly input: {
      readonly query?: {
        /** How many resources a page has at most. */
        readonly limit?: number;
        /** Where the page begins: `next` of the page before. */
        readonly cursor?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Course>;
      /** `cursor` of the next page; null on the last. */
      readonly next: string | null;
    };
  };
  /** Read a course */
  readonly getCourse: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Course;
  };
  /** Read when a course’s grades were last read, and how that went */
  readonly getCheck: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Check;
  };
  /** Have a course’s grades read as soon as a worker is free */
  readonly askForCheck: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Check;
  };
  /** List platforms */
  readonly listPlatforms: {
    readonly input: Record<never, never>;
    readonly answer: {
      readonly data: ReadonlyArray<Platform>;
    };
  };
  /** Read a platform */
  readonly getPlatform: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Platform;
  };
  /** List issuers */
  readonly listIssuers: {
    readonly input: Record<never, never>;
    readonly answer: {
      readonly data: ReadonlyArray<Issuer>;
    };
  };
  /** Read what happened, in the order in which it was told */
  readonly listEvents: {
    readonly input: {
      readonly query?: {
        /** How many events a page has at most; it may have fewer, or none, and yet not be the last. */
        readonly limit?: number;
        /** The id of the last event that you have; absent: from the oldest that is kept. */
        readonly after?: string;
        /** `next` of the page before, in place of `after`. */
        readonly cursor?: string;
        /** Only these types, separated by commas. */
        readonly types?: string;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Event>;
      /** `cursor` of the next page, also of one that is still empty. */
      readonly next: string;
      /** Whether there is a next page at present. */
      readonly hasMore: boolean;
    };
  };
  /** List webhooks, the newest first */
  readonly listWebhooks: {
    readonly input: Record<never, never>;
    readonly answer: {
      readonly data: ReadonlyArray<Webhook>;
    };
  };
  /** Make a webhook */
  readonly makeWebhook: {
    readonly input: {
      readonly body: NewWebhook;
      readonly idempotencyKey?: string;
    };
    readonly answer: Webhook;
  };
  /** Read a webhook */
  readonly getWebhook: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Webhook;
  };
  /** Remove a webhook, and what was to be sent to it */
  readonly removeWebhook: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Webhook;
  };
  /** Send nothing until it is resumed */
  readonly pauseWebhook: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Webhook;
  };
  /** Go on, with what was told meanwhile */
  readonly resumeWebhook: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Webhook;
  };
  /** Make a new secret; the former one signs as well for a day */
  readonly rotateWebhookSecret: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: Webhook;
  };
  /** Send a message of the type `webhook.test` now */
  readonly testWebhook: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly idempotencyKey?: string;
    };
    readonly answer: DeliveryTry;
  };
  /** List what was sent, or is to be, the newest first; kept for 30 days */
  readonly listDeliveries: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly query?: {
        readonly state?: 'due' | 'done' | 'dead';
        readonly limit?: number;
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Delivery>;
    };
  };
  /** Send again what was given up */
  readonly replayDeliveries: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
      readonly body: Replay;
      readonly idempotencyKey?: string;
    };
    readonly answer: Replayed;
  };
  /** Subscribe an address to a type of event */
  readonly subscribeHook: {
    readonly input: {
      readonly body: NewHook;
      readonly idempotencyKey?: string;
    };
    readonly answer: Webhook;
  };
  /** End a subscription */
  readonly unsubscribeHook: {
    readonly input: {
      readonly params: {
        readonly id: string;
      };
    };
    readonly answer: Webhook;
  };
  /** Read the latest events of a type as a subscription is sent them, the newest first */
  readonly listHookSamples: {
    readonly input: {
      readonly query: {
        /** More types will come: pass over those that you do not know. */
        readonly event:
          | 'achievement.published'
          | 'award.given'
          | 'award.renewed'
          | 'award.reinstated'
          | 'award.revoked'
          | 'check.failed'
          | 'check.recovered'
          | 'correction.answered'
          | 'correction.asked'
          | 'credential.reinstated'
          | 'credential.revoked'
          | 'credential.suspended'
          | 'credential.updated'
          | 'rule.activated'
          | 'rule.changed'
          | 'rule.ended'
          | 'rule.paused'
          | 'rule.resumed';
      };
    };
    readonly answer: {
      readonly data: ReadonlyArray<Event>;
    };
  };
}

/** Where each operation is: method, path after /api/v1, what it answers with. */
export const OPERATIONS = {
  listAchievements: ['GET', '/achievements', 'json'],
  createAchievement: ['POST', '/achievements', 'json'],
  getAchievement: ['GET', '/achievements/{id}', 'json'],
  changeAchievement: ['PUT', '/achievements/{id}', 'json'],
  publishAchievement: ['POST', '/achievements/{id}/publish', 'json'],
  listVersions: ['GET', '/achievements/{id}/versions', 'json'],
  listRules: ['GET', '/rules', 'json'],
  getRule: ['GET', '/rules/{id}', 'json'],
  pauseRule: ['POST', '/rules/{id}/pause', 'json'],
  resumeRule: ['POST', '/rules/{id}/resume', 'json'],
  confirmRule: ['POST', '/rules/{id}/confirm', 'json'],
  listAwards: ['GET', '/awards', 'json'],
  giveAward: ['POST', '/awards', 'json'],
  getAward: ['GET', '/awards/{id}', 'json'],
  denyAward: ['POST', '/denials', 'json'],
  revokeAward: ['POST', '/awards/{id}/revoke', 'json'],
  suspendAward: ['POST', '/awards/{id}/suspend', 'json'],
  reinstateAward: ['POST', '/awards/{id}/reinstate', 'json'],
  correctAward: ['POST', '/awards/{id}/correct', 'json'],
  giveAwards: ['POST', '/awards:bulk', 'json'],
  getBulk: ['GET', '/bulk/{id}', 'json'],
  listBulkRows: ['GET', '/bulk/{id}/rows', 'json'],
  startBulk: ['POST', '/bulk/{id}/start', 'json'],
  listInvitations: ['GET', '/invitations', 'json'],
  cancelBulk: ['POST', '/bulk/{id}/cancel', 'json'],
  getCredentialOfAward: ['GET', '/awards/{id}/credential', 'json'],
  getCredential: ['GET', '/credentials/{id}', 'json'],
  getCredentialFile: ['GET', '/credentials/{id}/files/{kind}', 'file'],
  listRecords: ['GET', '/records', 'json'],
  makeRecord: ['POST', '/records', 'json'],
  getRecord: ['GET', '/records/{id}', 'json'],
  getRecordFile: ['GET', '/records/{id}/files/{kind}', 'file'],
  withdrawRecord: ['POST', '/records/{id}/withdraw', 'json'],
  listPeople: ['GET', '/people', 'json'],
  getPerson: ['GET', '/people/{id}', 'json'],
  exportPerson: ['GET', '/people/{id}/data', 'json'],
  erasePerson: ['POST', '/people/{id}/erase', 'json'],
  listImports: ['GET', '/imports', 'json'],
  importFile: ['POST', '/imports', 'json'],
  getImport: ['GET', '/imports/{id}', 'json'],
  listImportEntries: ['GET', '/imports/{id}/entries', 'json'],
  confirmImport: ['POST', '/imports/{id}/confirm', 'json'],
  reissueImport: ['POST', '/imports/{id}/reissue', 'json'],
  getImportReport: ['GET', '/imports/{id}/report', 'file'],
  cancelImport: ['POST', '/imports/{id}/cancel', 'json'],
  undoImport: ['POST', '/imports/{id}/undo', 'json'],
  listEndorsements: ['GET', '/endorsements', 'json'],
  getEndorsement: ['GET', '/endorsements/{id}', 'json'],
  hideEndorsement: ['POST', '/endorsements/{id}/hide', 'json'],
  showEndorsement: ['POST', '/endorsements/{id}/show', 'json'],
  inviteToEndorse: ['POST', '/achievements/{id}/endorsement-invitations', 'json'],
  listPathways: ['GET', '/pathways', 'json'],
  getPathway: ['GET', '/pathways/{id}', 'json'],
  listPathwayProgress: ['GET', '/pathways/{id}/progress', 'json'],
  listSkillFrameworks: ['GET', '/skill-frameworks', 'json'],
  getSkillFramework: ['GET', '/skill-frameworks/{id}', 'json'],
  listSkillsOfFramework: ['GET', '/skill-frameworks/{id}/skills', 'json'],
  searchSkills: ['GET', '/skills', 'json'],
  loadSkillFile: ['POST', '/skill-loads', 'json'],
  loadSkillAddress: ['POST', '/skill-loads/from-address', 'json'],
  getSkillLoad: ['GET', '/skill-loads/{id}', 'json'],
  removeSkillFramework: ['POST', '/skill-frameworks/{id}/remove', 'json'],
  restoreSkillFramework: ['POST', '/skill-frameworks/{id}/restore', 'json'],
  listTaxonomyTerms: ['GET', '/taxonomy-terms', 'json'],
  addTaxonomyTerm: ['POST', '/taxonomy-terms', 'json'],
  getTaxonomyTerm: ['GET', '/taxonomy-terms/{id}', 'json'],
  changeTaxonomyTerm: ['POST', '/taxonomy-terms/{id}/change', 'json'],
  listCourses: ['GET', '/courses', 'json'],
  getCourse: ['GET', '/courses/{id}', 'json'],
  getCheck: ['GET', '/courses/{id}/check', 'json'],
  askForCheck: ['POST', '/courses/{id}/checks', 'json'],
  listPlatforms: ['GET', '/platforms', 'json'],
  getPlatform: ['GET', '/platforms/{id}', 'json'],
  listIssuers: ['GET', '/issuers', 'json'],
  listEvents: ['GET', '/events', 'json'],
  listWebhooks: ['GET', '/webhooks', 'json'],
  makeWebhook: ['POST', '/webhooks', 'json'],
  getWebhook: ['GET', '/webhooks/{id}', 'json'],
  removeWebhook: ['DELETE', '/webhooks/{id}', 'json'],
  pauseWebhook: ['POST', '/webhooks/{id}/pause', 'json'],
  resumeWebhook: ['POST', '/webhooks/{id}/resume', 'json'],
  rotateWebhookSecret: ['POST', '/webhooks/{id}/rotate-secret', 'json'],
  testWebhook: ['POST', '/webhooks/{id}/test', 'json'],
  listDeliveries: ['GET', '/webhooks/{id}/deliveries', 'json'],
  replayDeliveries: ['POST', '/webhooks/{id}/replay', 'json'],
  subscribeHook: ['POST', '/hooks', 'json'],
  unsubscribeHook: ['DELETE', '/hooks/{id}', 'json'],
  listHookSamples: ['GET', '/hooks/samples', 'json'],
} as const satisfies Readonly<Record<keyof Operations, readonly [string, string, 'json' | 'file']>>;
