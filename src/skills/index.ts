/** Skills: frameworks that administrators load by file or address, searched by whoever designs a badge. */
export { createSkills, type Skills } from './create-skills.js';
export { INSTALLATION, type Framework, type Load, type SkillOwner } from './keep/framework.js';
export { MOST_FILE as MOST_SKILL_FILE } from './load/run-load.js';
export { languageIn, type FoundSkill } from './search.js';
export { FACETS, type Facet, type Term } from './taxonomy/term.js';
export { SKILL_MOVES } from './skill-moves.js';
