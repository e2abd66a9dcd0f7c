import { isParticipation } from '../open-badges/index.js';
import type { AchievementContent } from './content.js';

/** Suggestions for what a badge says; `code` names the words (`achievements.quality.<code>`). */
export interface QualityHint {
  readonly code: string;
  /** The form field that would mend it. */
  readonly field: keyof AchievementContent;
}

export interface Quality {
  /** 0 to 100. */
  readonly score: number;
  readonly hints: readonly QualityHint[];
}

interface Question extends QualityHint {
  readonly weight: number;
  readonly isMet: (content: AchievementContent) => boolean;
}

const VAGUE_NAME = /^(badge|quiz|test|exam|assignment|course|untitled|new)\b[\s\d#.:-]*$/i;
const isAssessed = (content: AchievementContent) => !isParticipation(content.achievementType);

const QUESTIONS: readonly Question[] = [
  {
    code: 'name',
    field: 'name',
    weight: 10,
    isMet: ({ name }) => name.length >= 8 && !VAGUE_NAME.test(name),
  },
  {
    code: 'canDo',
    field: 'description',
    weight: 18,
    isMet: ({ description }) => description.length >= 40,
  },
  {
    code: 'criteria',
    field: 'criteria',
    weight: 15,
    isMet: ({ criteria }) => criteria.length >= 60,
  },
  {
    code: 'assessmentMethod',
    field: 'assessmentMethod',
    weight: 12,
    isMet: (content) => !isAssessed(content) || content.assessmentMethod !== undefined,
  },
  {
    code: 'passMark',
    field: 'resultDescriptions',
    weight: 12,
    isMet: (content) => !isAssessed(content) || content.resultDescriptions.length > 0,
  },
  {
    code: 'skills',
    field: 'alignments',
    weight: 10,
    isMet: ({ alignments }) => alignments.length > 0,
  },
  {
    code: 'effort',
    field: 'effortHours',
    weight: 7,
    isMet: ({ effortHours, creditsAvailable }) =>
      effortHours !== undefined || creditsAvailable !== undefined,
  },
  {
    code: 'level',
    field: 'eqfLevel',
    weight: 6,
    isMet: ({ eqfLevel }) => eqfLevel !== undefined,
  },
  { code: 'tags', field: 'tags', weight: 4, isMet: ({ tags }) => tags.length >= 2 },
  {
    code: 'alt',
    field: 'imageAlt',
    weight: 3,
    isMet: ({ art, imageAlt }) => art.kind === 'template' || imageAlt !== undefined,
  },
  { code: 'next', field: 'next', weight: 3, isMet: ({ next }) => next.length > 0 },
];

const WHOLE = QUESTIONS.reduce((sum, question) => sum + question.weight, 0);

/** How much of what a recruiter looks for is there, and what is not, the weightiest first. Pure. */
export function assessQuality(content: AchievementContent): Quality {
  const missing = QUESTIONS.filter((question) => !question.isMet(content));
  const lost = missing.reduce((sum, question) => sum + question.weight, 0);
  return {
    score: Math.round(((WHOLE - lost) / WHOLE) * 100),
    hints: [...missing]
      .sort((a, b) => b.weight - a.weight)
      .map(({ code, field }) => ({ code, field })),
  };
}
