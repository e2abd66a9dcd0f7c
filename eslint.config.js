import js from '@eslint/js';
import * as regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import noConditionalSpread from './scripts/lint/no-conditional-spread.mjs';
import noNestedQuantifier from './scripts/lint/no-nested-quantifier.mjs';

export default tseslint.config(
  { ignores: ['dist', 'data', 'coverage', 'out', 'public/**/*.bundle.js', 'public/fonts'] },
  js.configs.recommended,
  {
    plugins: { literals: { rules: { 'no-conditional-spread': noConditionalSpread } } },
    rules: { 'literals/no-conditional-spread': 'error' },
  },
  {
    // No text, whoever sends it, may hold up a regular expression.
    files: ['src/**', 'public/**', 'scripts/**'],
    plugins: { regexp, laurel: { rules: { 'no-nested-quantifier': noNestedQuantifier } } },
    rules: {
      'laurel/no-nested-quantifier': 'error',
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': [
        'error',
        { report: 'potential', ignoreSticky: true, ignorePartial: false },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 15],
    },
  },
  {
    files: ['**/*.test.ts', 'src/**/testing/**', 'test/**/*.ts', 'scripts/**'],
    rules: {
      'no-console': 'off',
      complexity: 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        module: 'writable',
        fetch: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
  {
    files: ['public/**/*.js', 'test/gallery/check/*.js'],
    languageOptions: {
      globals: {
        window: 'readonly',
        document: 'readonly',
        location: 'readonly',
        navigator: 'readonly',
        fetch: 'readonly',
        FormData: 'readonly',
        Blob: 'readonly',
        DOMParser: 'readonly',
        File: 'readonly',
        HTMLFormElement: 'readonly',
        ResizeObserver: 'readonly',
        MutationObserver: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        URLSearchParams: 'readonly',
        history: 'readonly',
        Intl: 'readonly',
        HTMLElement: 'readonly',
        Event: 'readonly',
        CustomEvent: 'readonly',
        self: 'readonly',
        caches: 'readonly',
        crypto: 'readonly',
        requestAnimationFrame: 'readonly',
        matchMedia: 'readonly',
        Response: 'readonly',
        AbortController: 'readonly',
        FileReader: 'readonly',
      },
    },
  },
);
