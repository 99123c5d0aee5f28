import { IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import css from './letter.module.css';

type Participant = Schemas['Participant'];

/** A masked address says so in a word: dots alone look like a fault. */
export function Address({ value, masked }: { value: string; masked: boolean }) {
  const { t } = useTranslation();
  if (!masked) return <span className={css.address}>{value}</span>;
  return (
    <span className={css.address} title={t('contact.maskedHint')}>
      {value}
      <span className={css.masked}>
        <IconEyeOff size={12} aria-hidden /> {t('contact.masked')}
      </span>
    </span>
  );
}

function People({ label, people }: { label: string; people: readonly Participant[] }) {
  if (people.length === 0) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {people.map((person, index) => (
          <span key={index} className={css.participant}>
            {person.name !== '' && person.name !== person.address && <b>{person.name}</b>}
            <Address value={person.address} masked={person.masked} />
          </span>
        ))}
      </dd>
    </>
  );
}

/** The header of a letter in full. */
export function Participants({ participants }: { participants: Schemas['Interaction']['participants'] }) {
  const { t } = useTranslation();
  return (
    <dl className={css.participants}>
      <People label={t('timeline.from')} people={participants.from} />
      <People label={t('timeline.to')} people={participants.to} />
      <People label={t('timeline.cc')} people={participants.cc} />
    </dl>
  );
}

export const nameOf = (person: Participant | undefined): string =>
  person === undefined ? '' : person.name !== '' ? person.name : withoutToken(person);

/** Who is not of the company: whoever wrote, and of what we sent whoever was to read it. */
export const othersOf = ({ direction, participants }: Schemas['Interaction']): Participant | undefined =>
  direction === 'outbound' ? (participants.to[0] ?? participants.from[0]) : participants.from[0];

/** Our own address without the part that leads an answer to its conversation; it stands whole under the details. */
const withoutToken = ({ is, address }: Participant) => (is === 'company' ? address.replace(/\+[^@]*@/, '@') : address);
