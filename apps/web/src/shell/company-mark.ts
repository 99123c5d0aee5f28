import { useMe } from './session.js';

/** The company's picture by its version; without one our own. */
export const markAddress = (logo: string | null | undefined): string =>
  logo == null ? '/favicon.svg' : `/api/v1/company/logo?v=${logo}`;

export const useMark = (): string => markAddress(useMe().company.logo);
