import { Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import own from './whatsapp.module.css';

interface Props {
  driver: 'web' | 'cloud' | null;
  riskAccepted: boolean;
  onDriver: (driver: 'web' | 'cloud') => void;
  onRisk: (accepted: boolean) => void;
}

/** How the number is reached: the official way first, the other one with what it risks. */
export function DriverChoice({ driver, riskAccepted, onDriver, onRisk }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <div className={own.drivers} role="radiogroup" aria-label={t('whatsapp.how')}>
        {(['cloud', 'web'] as const).map((each) => (
          <button
            key={each}
            type="button"
            role="radio"
            aria-checked={driver === each}
            className={own.option}
            onClick={() => onDriver(each)}
          >
            <b>{t(`whatsapp.option.${each}.name`)}</b>
            {each === 'cloud' && <em>{t('whatsapp.recommended')}</em>}
            <small>{t(`whatsapp.option.${each}.about`)}</small>
            <small>{t(`whatsapp.option.${each}.needs`)}</small>
          </button>
        ))}
      </div>
      {driver === 'web' && (
        <div className={own.risk}>
          <h3>
            <IconAlertTriangle size={18} aria-hidden /> {t('whatsapp.risk.title')}
          </h3>
          <ul>
            <li>{t('whatsapp.risk.unofficial')}</li>
            <li>{t('whatsapp.risk.phone')}</li>
            <li>{t('whatsapp.risk.breaks')}</li>
          </ul>
          <Checkbox
            label={t('whatsapp.risk.accept')}
            checked={riskAccepted}
            onChange={(event) => onRisk(event.currentTarget.checked)}
          />
        </div>
      )}
    </>
  );
}
