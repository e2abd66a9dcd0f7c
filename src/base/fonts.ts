import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Open fonts (SIL OFL 1.1) for pictures and certificates, as TrueType files on disk, dearest first: Noto Sans
 * (Latin, Cyrillic, Greek, Devanagari), Noto Sans Hebrew, Noto Sans Arabic. Pages use the reader's own fonts.
 */
export const FONT_FILES = {
  regular: [
    require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
    require.resolve('@expo-google-fonts/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf'),
    require.resolve('@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf'),
  ],
  bold: [
    require.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
    require.resolve('@expo-google-fonts/noto-sans-hebrew/700Bold/NotoSansHebrew_700Bold.ttf'),
    require.resolve('@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf'),
  ],
} as const;
