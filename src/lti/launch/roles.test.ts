import { describe, expect, it } from 'vitest';
import { isEarner, isAdministrator, isInstructor, isLearner, isTestUser } from './roles.js';

const V2 = 'http://purl.imsglobal.org/vocab/lis/v2';

describe('roles (LTI 1.3 Core, A.2)', () => {
  it.each([
    `${V2}/membership#Instructor`,
    `${V2}/membership/Instructor#TeachingAssistant`,
    'Instructor',
    'urn:lti:role:ims/lis/Instructor',
  ])('takes %s for an instructor', (role) => {
    expect(isInstructor([role])).toBe(true);
    expect(isLearner([role])).toBe(false);
  });

  it.each([
    `${V2}/institution/person#Instructor`,
    `${V2}/membership#Learner`,
    `${V2}/membership/Learner#Instructor`,
    `${V2}/membership#InstructorX`,
    'evil#Instructor',
    '',
  ])('does not take %s for an instructor of this course', (role) => {
    expect(isInstructor([role])).toBe(false);
  });

  it.each([`${V2}/membership#Learner`, 'Learner', `${V2}/membership/Learner#GuestLearner`])(
    'takes %s for a learner',
    (role) => {
      expect(isLearner([role])).toBe(true);
    },
  );

  it.each([`${V2}/institution/person#Administrator`, `${V2}/system/person#SysAdmin`])(
    'takes %s for an administrator of the platform',
    (role) => {
      expect(isAdministrator([role])).toBe(true);
    },
  );

  it('does not take a course role for an administrator of the platform', () => {
    expect(isAdministrator([`${V2}/membership#Administrator`])).toBe(false);
    expect(isAdministrator([`${V2}/membership#Instructor`])).toBe(false);
  });

  it('knows the test student', () => {
    expect(isTestUser(['http://purl.imsglobal.org/vocab/lti/system/person#TestUser'])).toBe(true);
    expect(isTestUser([`${V2}/membership#Learner`])).toBe(false);
  });
});

describe('isEarner', () => {
  const LIS = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
  it('is who studies here, also beside assisting in another section', () => {
    expect(isEarner(['Learner'])).toBe(true);
    expect(isEarner([`${LIS}#Learner`, `${LIS}/Instructor#TeachingAssistant`])).toBe(true);
    const canvas = [`${LIS}/Instructor#TeachingAssistant`, `${LIS}#Instructor`];
    expect(isEarner([...canvas, `${LIS}#Learner`])).toBe(true);
    expect(isEarner(canvas)).toBe(false);
  });

  it('is nobody who teaches, is made up, or is neither', () => {
    expect(isEarner(['Learner', 'Instructor'])).toBe(false);
    expect(isEarner([`${LIS}#Learner`, `${LIS}#Instructor`])).toBe(false);
    const test = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';
    expect(isEarner([`${LIS}#Learner`, test])).toBe(false);
    expect(isEarner([`${LIS}#Mentor`])).toBe(false);
    expect(isEarner([])).toBe(false);
  });
});
