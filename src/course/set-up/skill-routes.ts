import { Router } from 'express';
import { z } from 'zod';
import type { CourseDeps } from '../visit/course-deps.js';
import { instructorLooks } from '../visit/visit.js';
import { findSkills, type SkillPickerDeps } from './skill-picker.js';

const asked = z.object({
  skillSearch: z.string().trim().max(200).catch(''),
  skillFrom: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .catch(''),
});

/** The route by which the set-up page searches skills as somebody types. Nothing is changed; the form itself does the same. */
export function createSkillRoutes(deps: SkillPickerDeps & Pick<CourseDeps, 'lti'>): Router {
  const router = Router();
  router.post('/course/skills', async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const { skillSearch: text, skillFrom: frameworkId } = asked.parse(req.body ?? {});
    const skills = await findSkills(deps, visit, { text, frameworkId });
    res.json({ text: visit.t('skills.pick.found', { count: skills.length }), skills });
  });
  return router;
}
