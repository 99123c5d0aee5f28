import { useTranslation } from 'react-i18next';
import type { ReportRow } from './queries.js';
import css from './reports.module.css';
import { callsOf, parts, partsOf } from './rows.js';

interface Props {
  rows: readonly ReportRow[];
  /** Columns for time, lines for people and numbers. */
  as: 'columns' | 'lines';
  nameOf: (row: ReportRow) => string;
}

/** The picture of the table beside it: what became of the calls, told by pattern as well as by colour. */
export function Bars({ rows, as, nameOf }: Props) {
  const { t } = useTranslation();
  const most = Math.max(1, ...rows.map(callsOf));
  const shown = as === 'lines' ? rows.slice(0, 15) : rows;
  // So many names find room below the columns.
  const every = Math.ceil(shown.length / 12);
  return (
    <figure className={css.figure}>
      <div className={css.bars} data-as={as} role="img" aria-label={t('reports.picture')}>
        {shown.map((row, index) => {
          const whole = partsOf(row);
          const name = nameOf(row);
          return (
            <div
              key={row.key}
              className={css.bar}
              title={`${name}: ${parts.map((part) => `${t(`reports.part.${part}`)} ${whole[part]}`).join(', ')}`}
            >
              <span className={css.stack}>
                {parts.map((part) => (
                  <i
                    key={part}
                    data-part={part}
                    style={{ [as === 'columns' ? 'height' : 'width']: `${(whole[part] / most) * 100}%` }}
                  />
                ))}
              </span>
              <b data-minor={(as === 'columns' && (index / every) % 2 === 1) || undefined}>
                {as === 'lines' || index % every === 0 ? name : ''}
              </b>
              {as === 'lines' && <small>{callsOf(row)}</small>}
            </div>
          );
        })}
      </div>
      <figcaption className={css.legend}>
        {parts.map((part) => (
          <span key={part}>
            <i data-part={part} />
            {t(`reports.part.${part}`)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
