import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';
import page from '../../shell/page.module.css';
import { foundQuery } from './queries.js';

/** Whose letters they are, and who is in them without a card. */
export function Found({
  id,
  done = false,
}: {
  id: string;
  /** The letters are in, nothing is looked at again. */ done?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(foundQuery(id));
  const number = (n: number) => n.toLocaleString(i18n.language);
  if (data === undefined) return null;
  return (
    <>
      {data.clients.length > 0 && (
        <section className={page.section}>
          <div className={page.sectionHead}>
            <h2>{t('oldMail.clients')}</h2>
          </div>
          <ul className={page.box}>
            {data.clients.map(({ client, letters }) => (
              <li key={client.id} className={css.problem}>
                <span>{number(letters)}</span>
                <span>
                  <Link to="/clients/$clientId" params={{ clientId: client.id }} dir="auto">
                    {client.name}
                  </Link>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {data.unknown.length > 0 && (
        <section className={page.section}>
          <h2>{t('oldMail.strangers')}</h2>
          {!done && <p>{t('oldMail.strangersText')}</p>}
          <ul className={page.box}>
            {data.unknown.map(({ address, letters, automatic }) => (
              <li key={address} className={css.problem}>
                <span>{number(letters)}</span>
                <span dir="auto">
                  {address}
                  {automatic > 0 && <small>{t('oldMail.automaticCount', { count: automatic })}</small>}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
