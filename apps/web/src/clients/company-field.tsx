import { Button } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './clients.module.css';

const ChooseCard = lazy(async () => ({ default: (await import('../unplaced/choose-card.js')).ChooseCard }));

interface Props {
  company: { id: string; name: string } | null;
  onChange: (company: { id: string; name: string } | null) => void;
}

/** To which company a person belongs, found by name. */
export function CompanyField({ company, onChange }: Props) {
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState(false);
  return (
    <div role="group" aria-label={t('cards.field.company')} className={css.companyField}>
      <span className={css.companyLabel}>{t('cards.field.company')}</span>
      <div>
        <IconBuilding size={17} stroke={1.7} aria-hidden />
        <span>{company?.name ?? t('cards.noCompany')}</span>
        <Button size="compact-xs" variant="default" onClick={() => setChoosing(true)}>
          {t(company === null ? 'cards.chooseCompany' : 'cards.change')}
        </Button>
        {company !== null && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(null)}>
            {t('cards.leaveCompany')}
          </Button>
        )}
      </div>
      <Suspense>
        {choosing && (
          <ChooseCard
            busy={false}
            title={t('cards.chooseCompany')}
            filter={{ kind: 'company' }}
            onClose={() => setChoosing(false)}
            onChosen={(id, name) => {
              onChange({ id, name });
              setChoosing(false);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
