import { omitUndefined } from '../../base/index.js';
import { milestonesOf, type Pathway, type PathwayContent } from '../model/pathway.js';

/** A pathway as programs read it. */
export function pathwayJson(
  publicUrl: string,
  { id, latestVersion, state }: Pathway,
  content: PathwayContent,
) {
  const { name, description, language, need, groups } = content;
  return {
    id: `${publicUrl}/pathways/${id}`,
    name,
    description,
    inLanguage: language,
    version: latestVersion,
    state,
    need,
    groups: groups.map((group) =>
      omitUndefined({
        id: group.id,
        name: group.name,
        level: group.level,
        need: group.need,
        after: group.after,
        steps: group.steps.map(({ id: step, what, isOptional, after }) =>
          omitUndefined({
            id: step,
            name: what.name,
            achievement:
              what.kind === 'own'
                ? `${publicUrl}/achievements/${what.achievementId}`
                : what.achievementId,
            issuer: what.kind === 'foreign' ? what.issuerId : undefined,
            isOptional,
            after,
          }),
        ),
      }),
    ),
    milestones: milestonesOf(content).map(({ of, milestone }) =>
      omitUndefined({
        of,
        name: milestone.name,
        achievement:
          milestone.achievementId && `${publicUrl}/achievements/${milestone.achievementId}`,
      }),
    ),
  };
}
