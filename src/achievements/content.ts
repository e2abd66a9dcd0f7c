import { z } from 'zod';
import { ACHIEVEMENT_TYPES } from '../open-badges/index.js';
import { composedArt } from './composed/spec.js';

const httpUrl = z.url({ protocol: /^https?$/ }).max(2000);
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u);
const decimal = z.string().regex(/^-?\d{1,12}(\.\d{1,10})?$/);
/** A language tag (BCP 47), in the forms that people use: a language, and up to three parts after it. */
function isLanguageTag(text: string): boolean {
  const [language = '', ...parts] = text.split('-');
  return (
    /^[a-z]{2,3}$/.test(language) &&
    parts.length <= 3 &&
    parts.every((part) => /^[A-Za-z0-9]{2,8}$/.test(part))
  );
}
const languageTag = z.string().max(30).refine(isLanguageTag);

/** Where a skill is described. `other` is any framework with an address. */
export const FRAMEWORKS = ['ESCO', 'O*NET', 'CASE', 'CTDL', 'other'] as const;

/** The kinds of targets that OB 3.0 names (B.1.20 AlignmentTargetType). */
export const TARGET_TYPES = [
  'ceasn:Competency',
  'ceterms:Credential',
  'CFItem',
  'CFRubric',
  'CFRubricCriterion',
  'CFRubricCriterionLevel',
  'CTDL',
] as const;

/** A skill that a badge names (OB 3.0, B.1.3 Alignment). */
export const achievementAlignment = z.object({
  framework: z.enum(FRAMEWORKS),
  /** Absent: what the framework's skills are as a rule. */
  targetType: z.union([z.enum(TARGET_TYPES), z.string().regex(/^ext:[\w.-]{1,60}$/)]).optional(),
  /** The framework that it was picked from here; not in the badge. */
  frameworkId: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional(),
  targetName: line(300),
  targetUrl: httpUrl,
  targetCode: line(200).optional(),
  targetDescription: line(1000).optional(),
  /** The framework's own name, where it is not the usual one. */
  targetFramework: line(200).optional(),
  /** At which level the badge shows it, of the levels that there are, the lowest first. */
  level: z
    .object({ name: line(100), of: z.array(line(100)).min(1).max(12) })
    .refine(({ name, of }) => of.includes(name), 'The level is not one of the levels.')
    .optional(),
});

const rubricLevel = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: line(200),
  level: line(100).optional(),
  points: decimal.optional(),
  description: line(1000).optional(),
});

const result = {
  /** Unique within the achievement; becomes the fragment of its IRI. */
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: line(200),
};

/** A mark that can be in a badge (OB 3.0, B.1.19 ResultDescription), with what is required of it. */
const resultDescription = z.discriminatedUnion('resultType', [
  z.object({ ...result, resultType: z.literal('Percent'), requiredValue: decimal }),
  z.object({
    ...result,
    resultType: z.literal('RawScore'),
    valueMin: decimal.optional(),
    valueMax: decimal.optional(),
    requiredValue: decimal,
  }),
  z.object({
    ...result,
    resultType: z.literal('LetterGrade'),
    allowedValue: z.array(line(20)).min(1).max(50).optional(),
    requiredValue: line(20),
  }),
  z.object({ ...result, resultType: z.literal('Status'), requiredValue: z.literal('Completed') }),
  z.object({
    ...result,
    resultType: z.literal('RubricCriterionLevel'),
    rubricCriterionLevel: z.array(rubricLevel).min(1).max(20),
    /** The `id` of a level; absent: the sum of all criteria decides. */
    requiredLevel: z.string().optional(),
  }),
  z.object({
    ...result,
    resultType: z.literal('RubricScore'),
    valueMin: decimal.optional(),
    valueMax: decimal.optional(),
    requiredValue: decimal.optional(),
  }),
]);

/** What is said in another language; everything else is the same in all of them. */
export const achievementEdition = z.object({
  language: languageTag,
  name: line(120),
  description: z.string().trim().min(1).max(2000),
  criteria: z.string().trim().min(1).max(10_000),
});

const related = z.object({
  id: httpUrl,
  name: line(300).optional(),
  inLanguage: languageTag.optional(),
});

/** How a badge looks: composed in the studio, drawn from one of the first templates, or an uploaded picture. */
const art = z.discriminatedUnion('kind', [
  composedArt,
  z.object({
    kind: z.literal('template'),
    template: z.string().regex(/^[a-z-]{1,30}$/),
    palette: z.string().regex(/^[a-z-]{1,30}$/),
    /** Written on the badge; absent: the name. */
    text: line(60).optional(),
  }),
  z.object({ kind: z.literal('upload'), imageId: z.string().regex(/^[\w-]{20,64}$/) }),
]);

/** How many achievements a badge may name as related: a milestone names its parts. */
const MOST_RELATED = 150;
/** Marks, and the criteria of rubrics. */
const MOST_RESULTS = 60;

const unique = (list: readonly { id: string }[]) =>
  new Set(list.map((one) => one.id)).size === list.length;

/** How many other languages a badge may be described in. */
export const MOST_EDITIONS = 20;

/** All that an achievement says. Optional members are absent, never empty. */
export const achievementContent = z
  .object({
    name: line(120),
    /** A can-do statement: "The earner can …". */
    description: z.string().trim().min(1).max(2000),
    /** What has to be done, as Markdown. */
    criteria: z.string().trim().min(1).max(10_000),
    criteriaUrl: httpUrl.optional(),
    /** How it was assessed, e.g. "Supervised online quiz". */
    assessmentMethod: line(300).optional(),
    achievementType: z
      .union([z.enum(ACHIEVEMENT_TYPES), z.string().regex(/^ext:[\w.-]{1,60}$/)])
      .default('MicroCredential'),
    art: art.default({ kind: 'template', template: 'wreath', palette: 'laurel' }),
    /** What a person who cannot see the picture is told; absent: made from name and type. */
    imageAlt: line(300).optional(),
    language: languageTag.default('en'),
    alignments: z.array(achievementAlignment).max(50).default([]),
    tags: z.array(line(60)).max(30).default([]),
    /** Its kind, category and level of the institution's own; not in the badge. */
    terms: z
      .array(z.string().regex(/^(kind|category|level):[0-9a-f]{24}$/))
      .max(3)
      .optional(),
    creditsAvailable: z.number().min(0).max(1000).optional(),
    /** European Qualifications Framework, 1 to 8. */
    eqfLevel: z.number().int().min(1).max(8).optional(),
    /** Hours that a learner usually needs. */
    effortHours: z.number().min(0.25).max(10_000).optional(),
    fieldOfStudy: line(200).optional(),
    specialization: line(200).optional(),
    humanCode: line(60).optional(),
    resultDescriptions: z
      .array(resultDescription)
      .max(MOST_RESULTS)
      .refine(unique, 'Two results have the same id.')
      .default([]),
    related: z.array(related).max(MOST_RELATED).default([]),
    /** The same in other languages, each once. */
    editions: z
      .array(achievementEdition)
      .min(1)
      .max(MOST_EDITIONS)
      .refine(
        (list) => new Set(list.map(({ language }) => language.toLowerCase())).size === list.length,
        'Two editions have the same language.',
      )
      .optional(),
    /** What a holder may do next; shown on the page, not in the badge. */
    next: z.array(related).max(20).default([]),
    evidence: z
      .object({
        /** A link to the work in the LMS. */
        hasLink: z.boolean().default(false),
        hasFile: z.boolean().default(false),
        hasStatement: z.boolean().default(false),
        /** What each badge says was looked at; the same for everybody who earns it. */
        statement: z.string().trim().min(1).max(2000).optional(),
        /** Where what was asked for is described, such as the task in the learning platform. */
        link: httpUrl.optional(),
      })
      .prefault({}),
    validity: z
      .object({
        months: z.number().int().min(1).max(600),
        isRenewedByPassingAgain: z.boolean().default(true),
        /** The last days in which it can be renewed; absent: a quarter of its time, at most 90. */
        renewalDays: z.number().int().min(1).max(9_000).optional(),
      })
      .refine(({ months, renewalDays = 0 }) => renewalDays <= months * 15, {
        path: ['renewalDays'],
        error: 'At most half of the time that the badge is valid.',
      })
      .optional(),
  })
  .refine(
    ({ language, editions = [] }) =>
      editions.every((one) => one.language.toLowerCase() !== language.toLowerCase()),
    {
      path: ['editions'],
      error: 'An edition has the language of the badge itself.',
    },
  );

/** What may be handed in: everything that has a default may be left out. */
export type AchievementInput = z.input<typeof achievementContent>;
export type AchievementContent = z.output<typeof achievementContent>;
export type ResultDescriptionContent = z.output<typeof resultDescription>;
export type AlignmentContent = z.output<typeof achievementAlignment>;
export type EditionContent = z.output<typeof achievementEdition>;
