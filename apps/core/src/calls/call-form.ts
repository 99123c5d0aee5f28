import { CannotUnseal, type MasterKey } from '#libs/evidence';
import { UserError } from '#libs/errors';
import type { TelephonyPolicy } from '../telephony/policy/policy.view.js';

const purpose = 'content/form';
type Values = Record<string, string>;

export const sealForm = (masterKey: MasterKey, values: Values): Buffer =>
  masterKey.seal(Buffer.from(JSON.stringify(values), 'utf8'), purpose);

/** Empty where it cannot be opened any more (another master key). */
export function openForm(masterKey: MasterKey, sealed: Buffer | null): Values {
  if (sealed === null) return {};
  try {
    return JSON.parse(masterKey.unseal(sealed, purpose).toString('utf8')) as Values;
  } catch (error) {
    if (error instanceof CannotUnseal) return {};
    throw error;
  }
}

/** @throws UserError `call.form-invalid` that names the fields: unknown, missing, or with something that cannot be chosen */
export function checkForm(fields: TelephonyPolicy['formFields'], values: Values): void {
  const unknown = Object.keys(values).filter((key) => !fields.some((field) => field.key === key));
  const wrong = fields.filter(({ key, kind, choices, required }) => {
    const value = values[key] ?? '';
    if (value === '') return required;
    return kind === 'choice' && !choices.includes(value);
  });
  const errors = [...unknown, ...wrong.map(({ key }) => key)].map((key) => ({ path: `values.${key}`, message: key }));
  if (errors.length > 0) throw new UserError('call.form-invalid', { errors });
}
