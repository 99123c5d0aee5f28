import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import css from './changes.module.css';
import { fieldName, valueText } from './change-words.js';
import type { CardEdit, Choice } from './use-card-edit.js';

const both: readonly Choice[] = ['theirs', 'mine'];

/** Somebody else saved the same fields first: theirs beside mine, for each of them one choice. What was typed stays in the form. */
export function Collisions({ edit, kind }: { edit: CardEdit; kind: Schemas['Client']['kind'] }) {
  const { t } = useTranslation();
  if (edit.collisions.length === 0) return null;
  return (
    <div className={css.collisions} role="alert">
      <p>{t('cards.collided')}</p>
      {edit.collisions.map((one) => (
        <fieldset key={one.field}>
          <legend>
            {fieldName(t, one, kind)}
            <small>
              {one.by?.name ?? 'Keepline'}, <Moment at={one.at} />
            </small>
          </legend>
          {both.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name={`collision-${one.field}`}
                checked={(edit.choices[one.field] ?? 'mine') === each}
                onChange={() => edit.choose(one.field, each)}
              />
              <span>
                <b>{t(`cards.choice.${each}`)}</b>
                <span dir="auto">{valueText(t, one.field, one[each])}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
