import { useTranslation } from 'react-i18next';
import { CopyButton } from '../shell/copy-button.js';
import css from './domains.module.css';
import type { MailDomain } from './queries.js';

type DnsRecord = MailDomain['keys'][number]['record'];

/** A record to be published, in the three parts that every provider's form asks for. */
export function DnsRecordBox({ record, said }: { record: DnsRecord; said: string }) {
  const { t } = useTranslation();
  const parts = [
    ['type', record.type],
    ['name', record.name],
    ['value', record.value],
  ] as const;
  return (
    <div className={css.record}>
      <p>{said}</p>
      <dl>
        {parts.map(([part, value]) => (
          <div key={part}>
            <dt>{t(`mailDomain.record.${part}`)}</dt>
            <dd>
              <code>{value}</code>
              {part !== 'type' && (
                <CopyButton label={`${t(`mailDomain.record.${part}`)}, ${record.name}`} value={value} size="sm" />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
