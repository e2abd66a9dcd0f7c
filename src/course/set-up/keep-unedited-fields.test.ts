import { describe, expect, it } from 'vitest';
import { achievementContent } from '../../achievements/index.js';
import { parseBadge } from './badge-form.js';
import { formOfContent } from './form-of-content.js';
import { keepUneditedFields } from './keep-unedited-fields.js';

const skill = (number: number) => ({
  framework: 'other' as const,
  targetName: `Skill ${number}`,
  targetUrl: `https://skills.example/${number}`,
  targetDescription: `What skill ${number} is`,
  targetFramework: 'Our framework',
});
const before = achievementContent.parse({
  name: 'Data analysis',
  description: 'clean data',
  criteria: 'Pass.',
  alignments: [1, 2, 3, 4, 5].map(skill),
  resultDescriptions: [
    {
      id: 'rubric',
      name: 'Report',
      resultType: 'RubricCriterionLevel',
      rubricCriterionLevel: [{ id: 'good', name: 'Good' }],
      requiredLevel: 'good',
    },
  ],
});
const saved = (change: object = {}) => {
  const typed = parseBadge({ ...formOfContent(before), ...change }, []);
  if (!typed.ok) throw new Error('the form was refused');
  return achievementContent.parse(keepUneditedFields(typed.value, before));
};

describe('a badge that is opened and saved on the set-up page', () => {
  it('keeps every skill, what each says, and results by a rubric', () => {
    expect(saved().alignments).toEqual(before.alignments);
    expect(saved().resultDescriptions).toEqual(before.resultDescriptions);
  });

  it('keeps the words on its drawing, the language of a related badge, and how it is renewed', () => {
    const whole = achievementContent.parse({
      ...before,
      art: { kind: 'template', template: 'seal', palette: 'plum', text: 'Gold' },
      related: [{ id: 'https://badges.example/1', name: 'Statystyka', inLanguage: 'pl' }],
      validity: { months: 12, isRenewedByPassingAgain: false, renewalDays: 30 },
      evidence: { hasLink: true, statement: 'A report' },
    });
    const typed = parseBadge(formOfContent(whole), []);
    if (!typed.ok) throw new Error('the form was refused');
    expect(achievementContent.parse(keepUneditedFields(typed.value, whole))).toEqual(whole);
  });

  it('keeps what it says in other languages, but for the one that it now has itself', () => {
    const edition = { name: 'Netze', description: 'planen', criteria: 'Bestehen.' };
    const editions = ['de', 'pl'].map((language) => ({ ...edition, language }));
    const several = achievementContent.parse({ ...before, editions });
    const save = (change: object) => {
      const typed = parseBadge({ ...formOfContent(several), ...change }, []);
      if (!typed.ok) throw new Error('the form was refused');
      return achievementContent.parse(keepUneditedFields(typed.value, several)).editions;
    };
    expect(save({})).toEqual(editions);
    expect(save({ language: 'de' })).toEqual([editions[1]]);
  });

  it('has nothing of an expiry that is cleared, nor of evidence that is', () => {
    const expiring = { ...before, validity: { months: 12, isRenewedByPassingAgain: false } };
    const typed = parseBadge({ ...formOfContent(expiring), validMonths: '' }, []);
    if (!typed.ok) throw new Error('the form was refused');
    const content = achievementContent.parse(keepUneditedFields(typed.value, expiring));
    expect(content).not.toHaveProperty('validity');
    expect(content.evidence).not.toHaveProperty('statement');
  });

  it('loses a skill that is cleared, and takes another framework for a name of its own no more', () => {
    const change = { skillName_1: '', skillUrl_1: '', skillFramework_2: 'ESCO' };
    const [first, ...rest] = saved(change).alignments;
    expect(first).toMatchObject({ targetName: 'Skill 2', framework: 'ESCO' });
    expect(first).not.toHaveProperty('targetFramework');
    expect(rest).toHaveLength(3);
  });
});
