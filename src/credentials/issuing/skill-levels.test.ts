import { expect, it } from 'vitest';
import { ACHIEVEMENT, credentials, orderOf, useCredentials } from '../testing/use-credentials.js';
import { standing, verifyByLibrary } from '../testing/verify-elsewhere.js';

useCredentials();

it('a level at which a skill is shown is a result that every badge has, and other verifiers take it', async () => {
  const skill = {
    targetName: 'Read a table',
    targetUrl: 'https://frameworks.example/CFItems/1',
    targetType: 'CFItem',
  };
  const id = `${ACHIEVEMENT}#skill-1`;
  const levels = ['Foundation', 'Advanced'].map((name, at) => ({
    id: `${id}-level-${at + 1}`,
    type: ['RubricCriterionLevel'] as const,
    name,
    level: String(at + 1),
  }));
  const { achievement } = orderOf('level');
  const resultDescription = [
    ...(achievement.resultDescription ?? []),
    {
      id,
      name: skill.targetName,
      resultType: 'RubricCriterionLevel',
      requiredLevel: levels[1]!.id,
      rubricCriterionLevel: levels,
      alignment: [{ type: ['Alignment'] as const, ...skill }],
    },
  ];
  const issued = await credentials.issue(
    orderOf('level', {
      achievement: { ...achievement, alignment: [skill], resultDescription },
      result: [{ resultDescription: `${ACHIEVEMENT}#result`, value: '91' }],
    }),
  );
  const { credentialSubject } = JSON.parse(issued.json) as {
    credentialSubject: { result: object[] };
  };
  expect(credentialSubject.result).toEqual([
    { type: ['Result'], resultDescription: id, achievedLevel: levels[1]!.id },
    { type: ['Result'], resultDescription: `${ACHIEVEMENT}#result`, value: '91' },
  ]);
  expect(await verifyByLibrary(issued.json)).toEqual(standing);
  const { checks } = await credentials.verify(issued.json);
  expect(checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  expect(checks.find(({ name }) => name === 'schema')?.outcome).toBe('pass');
});
