import type { TFunction } from 'i18next';
import type { Schemas } from '../api/client.js';
import { findText } from '../i18n/words.js';

/** What a field of the card is called; one of the company's own has its own name, and a company's name is called as its form calls it. */
export const fieldName = (
  t: TFunction,
  { field, label }: { field: string; label: string | null },
  kind: Schemas['Client']['kind'] = 'person',
): string =>
  label ??
  (field === 'name' && kind === 'company' ? t('clients.companyName') : findText(t, `cards.field.${field}`)) ??
  field;

/** A value of a field in words: codes are translated, everything else is what people wrote. */
export function valueText(t: TFunction, field: string, value: string | null): string {
  if (value === null || value === '') return t('cards.nothing');
  switch (field) {
    case 'stage':
      return findText(t, `clients.stage.${value}`) ?? value;
    case 'kind':
      return findText(t, `clients.kind.${value}`) ?? value;
    default:
      return value;
  }
}

/** Why somebody else became responsible: as it was written, or the machinery's own word for it. */
export const reasonText = (t: TFunction, reason: string): string => findText(t, `merging.reason.${reason}`) ?? reason;

/** "Stage: Sales → Account"; what came or went alone is said so. */
export function changeText(t: TFunction, change: Schemas['FieldChange']): string {
  if (change.field === 'merged')
    return change.to === null
      ? t('merging.parted', { name: change.from ?? '' })
      : t('merging.joined', { name: change.to });
  if (change.field === 'imported') return t('importing.cameBy', { name: change.to ?? '' });
  const name = fieldName(t, change);
  const [from, to] = [valueText(t, change.field, change.from), valueText(t, change.field, change.to)];
  if (change.from === null) return t('cards.came', { name, to });
  if (change.to === null) return t('cards.went', { name, from });
  return t('cards.became', { name, from, to });
}
