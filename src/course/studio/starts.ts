import {
  artOfFamily,
  artOfLook,
  artOfTemplate,
  composedShapeUrl,
  LOOKS,
  PALETTES,
  type ArtTemplate,
  type ComposedArt,
  type ListedAchievement,
} from '../../achievements/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';

/** Art to begin with, under a key of the form. */
export interface Start {
  readonly key: string;
  readonly name: string;
  readonly art: ComposedArt;
  /** The id of a template that the visitor may remove. */
  readonly removable?: string;
}

/** What is offered together: Laurel's templates, saved ones, or the art of other badges. */
export interface StartGroup {
  readonly title: string;
  readonly starts: readonly Start[];
}

export type StartDeps = Pick<CourseDeps, 'achievements' | 'lti' | 'skills'>;

const MOST_COURSES = 20;
const MOST_BADGES = 60;

const ofTemplate = (template: ArtTemplate, mayRemove: boolean): Start => {
  const { id, name, art } = template;
  const start = { key: `template-${id}`, name, art };
  return mayRemove ? { ...start, removable: id } : start;
};

/** An uploaded picture has no parts that the studio could change: it offers no start. */
function ofBadge({ id, content }: ListedAchievement): Start[] {
  const { art, name } = content;
  if (art.kind === 'upload') return [];
  const composed = art.kind === 'composed' ? art : artOfTemplate(art.template, art.palette);
  return [{ key: `badge-${id}`, name, art: composed }];
}

/** Lists the other courses of the same deployment that this person teaches. */
async function taughtCourses(
  deps: StartDeps,
  { launch, course }: Visit,
): Promise<{ contextId: string; title: string }[]> {
  const taught = await deps.lti.contexts.taughtBy(course, launch.user.id);
  return taught
    .filter(({ contextId }) => contextId !== course.contextId)
    .slice(0, MOST_COURSES)
    .map(({ contextId, title }) => ({ contextId, title: title || contextId }));
}

/** Lists everything that art can begin from, as this visitor may see it. Empty groups are left out. */
export async function listStarts(
  deps: StartDeps,
  visit: Visit,
  isAdministrator: boolean,
): Promise<StartGroup[]> {
  const { t, course, launch } = visit;
  const { platformId, deploymentId } = course;
  const { artTemplates } = deps.achievements;
  const [terms, own, platform, here, taught] = await Promise.all([
    deps.skills.taxonomy.listFor(course),
    artTemplates.list({ platformId, deploymentId, userId: launch.user.id }),
    artTemplates.list({ platformId, deploymentId, userId: null }),
    deps.achievements.list(course),
    taughtCourses(deps, visit),
  ]);
  const ids = taught.map(({ contextId }) => contextId);
  const listed = await deps.achievements.listIn(course, ids);
  const elsewhere = taught.map(({ contextId, title }) => ({
    title,
    badges: listed.filter(({ owner }) => owner.contextId === contextId),
  }));
  const shipped = LOOKS.map((look, index): Start => ({
    key: `look-${look.name}`,
    name: t(`studio.look.${look.name}`),
    art: artOfLook(look, PALETTES[index % PALETTES.length]?.name ?? ''),
  }));
  const series = terms.flatMap(({ id, name, family }): Start[] =>
    family === undefined
      ? []
      : [{ key: `series-${id}`, name, art: artOfFamily(family, PALETTES[0]?.name ?? '') }],
  );
  const groups = [
    { title: t('skills.taxonomy.series'), starts: series },
    { title: t('studio.start.own'), starts: own.map((one) => ofTemplate(one, true)) },
    {
      title: t('studio.start.platform'),
      starts: platform.map((one) => ofTemplate(one, isAdministrator)),
    },
    { title: t('studio.start.shipped'), starts: shipped },
    { title: t('studio.start.course'), starts: here.flatMap(ofBadge).slice(0, MOST_BADGES) },
    ...elsewhere.map(({ title, badges }) => ({
      title: t('studio.start.elsewhere', { course: title }),
      starts: badges.flatMap(ofBadge).slice(0, MOST_BADGES),
    })),
  ];
  return groups.filter(({ starts }) => starts.length > 0);
}

/** @returns the address of a start's picture, without text */
export const startImage = ({ art }: Start): string => composedShapeUrl(art);
