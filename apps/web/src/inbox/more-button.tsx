import { IconChevronDown } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { InboxView } from '../api/queries.js';
import css from './inbox.module.css';

/** Opens the views that have no place in the line; says which of them is looked at. */
export function MoreButton({
  here,
  className = '',
  ...rest
}: { here: InboxView | null } & ComponentPropsWithRef<'button'>) {
  const { t } = useTranslation();
  return (
    <button type="button" {...rest} className={`${css.view} ${className}`} data-here={here !== null || undefined}>
      {here === null ? t('inbox.moreViews') : t(`inbox.view.${here}`)}
      <IconChevronDown size={14} aria-hidden />
    </button>
  );
}
