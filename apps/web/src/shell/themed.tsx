import { MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { theme } from './theme.js';

/** The theme, in the language of the page: what closes a dialog is an icon and says so to whoever does not see it. */
export function Themed({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const close = t('act.close');
  const spoken = useMemo(() => {
    const closable = { defaultProps: { closeButtonProps: { 'aria-label': close } } };
    return mergeThemeOverrides(theme, { components: { Modal: closable, Drawer: closable } });
  }, [close]);
  return (
    // Its variables are a sheet (mantine-css.ts), its classes by width are not used.
    <MantineProvider theme={spoken} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      {children}
    </MantineProvider>
  );
}
