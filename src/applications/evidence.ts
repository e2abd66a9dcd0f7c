import type { Deps } from './deps.js';
import type { Application } from './model/application.js';

/** A part of somebody's work that they may show with their badge, in the terms of OB 3.0 (B.1.9 Evidence). */
export interface EvidenceItem {
  /** Names it among all of an award. */
  readonly key: string;
  readonly label: string;
  readonly evidence: { readonly id?: string; readonly name: string; readonly narrative?: string };
}

/** For which award, and for what its rule asks. */
export interface EvidenceOf {
  readonly platformId: string;
  readonly userId: string;
  readonly taskIds: readonly string[];
}

/** What people handed in, as far as it may be shown with a badge. */
export interface OwnEvidence {
  /** Lists what somebody may show: the parts of approved work. */
  itemsOf(of: EvidenceOf): Promise<EvidenceItem[]>;
  /** Lets everybody who has its address read each chosen file, and nobody any other. */
  show(of: EvidenceOf, keys: readonly string[]): Promise<void>;
}

const MOST_LABEL = 200;

/** @returns where a file is read by whoever its person shows it to; the id is a secret until then */
export const evidencePath = (fileId: string): string => `/evidence/${fileId}`;

const keyOf = ({ id }: Pick<Application, 'id'>, part: string): string => `${id}:${part}`;

/** @returns the evidence of approved applications, and its sharing */
export function createEvidence(
  deps: Pick<Deps, 'applications' | 'files' | 'tasks' | 'settings'>,
): OwnEvidence {
  async function approvedOf({ platformId, userId, taskIds }: EvidenceOf): Promise<Application[]> {
    if (taskIds.length === 0) return [];
    const theirs = await deps.applications.listOf(platformId, userId);
    return theirs.filter(
      ({ taskId, state, isFinal }) =>
        taskIds.includes(taskId) && state === 'approved' && isFinal === true,
    );
  }

  async function itemsOfOne(application: Application): Promise<EvidenceItem[]> {
    const { handedIn, taskId } = application;
    if (handedIn === undefined) return [];
    const version = await deps.tasks.findVersion(taskId, handedIn.version);
    const title = version?.content.title ?? '';
    const files = await deps.files.list(application.id);
    const text = handedIn.text.trim();
    const { publicUrl } = deps.settings;
    return [
      ...(text === ''
        ? []
        : [
            {
              key: keyOf(application, 'text'),
              label: `${title}: ${text}`.slice(0, MOST_LABEL),
              evidence: { name: title, narrative: text },
            },
          ]),
      ...handedIn.links.map((link, at) => ({
        key: keyOf(application, `link-${at}`),
        label: link,
        evidence: { id: link, name: link },
      })),
      ...files
        .filter(({ id }) => handedIn.fileIds.includes(id))
        .map(({ id, name }) => ({
          key: keyOf(application, id),
          label: name,
          evidence: { id: publicUrl + evidencePath(id), name },
        })),
    ];
  }

  return {
    async itemsOf(of) {
      const items = (await approvedOf(of)).map(itemsOfOne);
      return (await Promise.all(items)).flat();
    },
    async show(of, keys) {
      for (const application of await approvedOf(of)) {
        const files = application.handedIn?.fileIds ?? [];
        const shown = files.filter((id) => keys.includes(keyOf(application, id)));
        await deps.applications.show(application.id, shown);
      }
    },
  };
}
