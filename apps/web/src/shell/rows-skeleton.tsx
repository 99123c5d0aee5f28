import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A list that is on its way. */
export function RowsSkeleton({ rows = 8, height = 34 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div role="img" aria-busy aria-label={t('act.loading')} style={{ display: 'grid', gap: 10, padding: '0.5rem 0' }}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} width={`${100 - (index % 3) * 6}%`} radius="md" />
      ))}
    </div>
  );
}
