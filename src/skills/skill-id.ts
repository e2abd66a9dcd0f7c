/** Whether a text can be the id of a skill: its framework, a language, and the key of its address. */
export const isSkillId = (text: string): boolean =>
  /^[0-9a-f]{24}\/[a-z]{2,3}\/[\w-]{16}$/.test(text);
