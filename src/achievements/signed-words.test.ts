import { describe, expect, it } from 'vitest';
import { achievementContent } from './content.js';
import { buildOpenBadgeAchievement } from './build-open-badge.js';

const content = (language: string, effortHours = 6) =>
  achievementContent.parse({
    name: 'Netze',
    description: 'kleine Netze planen',
    criteria: 'Bestehen.',
    language,
    eqfLevel: 5,
    effortHours,
    assessmentMethod: 'Test',
  });

const built = (language: string, effortHours?: number) =>
  buildOpenBadgeAchievement('https://badges.example.edu', {
    achievementId: 'a',
    version: 1,
    content: content(language, effortHours),
  } as Parameters<typeof buildOpenBadgeAchievement>[1]);

describe('what is signed into a badge', () => {
  it.each([
    ['en', '**Assessment:** Test', '**Effort:** about 6 hours', 'EQF level 5', 'Badge: Netze'],
    ['de-AT', '**Prüfung:** Test', '**Aufwand:** etwa 6 Stunden', 'EQR-Niveau 5', 'Badge: Netze'],
    [
      'pl',
      '**Forma oceny:** Test',
      '**Nakład pracy:** około 6 godzin',
      'Poziom 5 ERK',
      'Odznaka: Netze',
    ],
    [
      'ar',
      '**التقييم:** Test',
      '**الجهد:** نحو 6 ساعات',
      'المستوى 5 من الإطار الأوروبي للمؤهلات',
      'شارة: Netze',
    ],
    ['ja', '**Assessment:** Test', '**Effort:** about 6 hours', 'EQF level 5', 'Badge: Netze'],
  ])('is in %s where the badge is', (language, assessment, effort, level, caption) => {
    const badge = built(language);
    expect(badge.criteria.narrative.split('\n\n')).toEqual(['Bestehen.', assessment, effort]);
    expect(badge.alignment?.map(({ targetName }) => targetName)).toEqual([level]);
    expect(badge.image.caption).toBe(caption);
    expect(badge.inLanguage).toBe(language);
  });

  it('takes the plural of its language', () => {
    expect(built('en', 1).criteria.narrative).toContain('about 1 hour');
    expect(built('en', 1).criteria.narrative).not.toContain('hours');
    expect(built('de', 0.5).criteria.narrative).toContain('etwa 0,5 Stunden');
    expect(built('ar', 2).criteria.narrative).toContain('نحو ساعتين');
  });
});
