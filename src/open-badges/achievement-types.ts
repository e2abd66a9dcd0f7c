/** The 31 values of AchievementType (OB 3.0, B.1.22). */
export const ACHIEVEMENT_TYPES = [
  'Achievement',
  'ApprenticeshipCertificate',
  'Assessment',
  'Assignment',
  'AssociateDegree',
  'Award',
  'Badge',
  'BachelorDegree',
  'Certificate',
  'CertificateOfCompletion',
  'Certification',
  'CommunityService',
  'Competency',
  'Course',
  'CoCurricular',
  'Degree',
  'Diploma',
  'DoctoralDegree',
  'Fieldwork',
  'GeneralEducationDevelopment',
  'JourneymanCertificate',
  'LearningProgram',
  'License',
  'Membership',
  'ProfessionalDoctorate',
  'QualityAssuranceCredential',
  'MasterCertificate',
  'MasterDegree',
  'MicroCredential',
  'ResearchDoctorate',
  'SecondarySchoolDiploma',
] as const;

/** Shown differently to verifiers: that somebody took part says nothing of what they can do. */
const PARTICIPATION: ReadonlySet<string> = new Set([
  'CertificateOfCompletion',
  'CoCurricular',
  'CommunityService',
  'Membership',
]);

export function isParticipation(type: string): boolean {
  return PARTICIPATION.has(type);
}
