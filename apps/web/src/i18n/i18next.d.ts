import 'i18next';
import type en from './locales/en/index.js';
import type later from './locales/en/later.js';
import type work from './locales/en/work.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en & typeof work & typeof later };
  }
}
