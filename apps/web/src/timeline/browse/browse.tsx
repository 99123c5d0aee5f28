import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { overviewQuery, type Overview, type TimelineFilter, type TimelinePlace } from '../../api/timeline.js';
import { MediumIcon } from '../../shell/medium-icon.js';
import css from './browse.module.css';
import { DayJump } from './day-jump.js';

const FilesDialog = lazy(async () => ({ default: (await import('../files/files-dialog.js')).FilesDialog }));

type Client = Pick<Schemas['Client'], 'id' | 'contactPoints'>;

interface Props {
  client: Client;
  filter: TimelineFilter;
  at: string | undefined;
  onGo: (to: { place?: TimelinePlace; filter?: TimelineFilter }) => void;
}

type What = 'all' | NonNullable<TimelineFilter['medium'] | TimelineFilter['kind']>;
const whats: readonly What[] = ['all', 'email', 'whatsapp', 'phone', 'note', 'change', 'people', 'automatic'];
/** What is told apart by no number. */
const uncounted: readonly What[] = ['all', 'change', 'people', 'automatic'];

const whatOf = ({ medium, kind }: TimelineFilter): What => medium ?? kind ?? 'all';
const filterOf = (what: What): TimelineFilter =>
  what === 'all' ? {} : what === 'email' || what === 'whatsapp' || what === 'phone' ? { medium: what } : { kind: what };

const isMedium = (what: What): what is 'email' | 'whatsapp' | 'phone' | 'note' => !uncounted.includes(what);

/** What a long timeline is narrowed by, and the day that one looks for. */
export function Browse({ client, filter, at, onGo }: Props) {
  const { t, i18n } = useTranslation();
  const { data: overview } = useQuery(overviewQuery(client.id, {}));
  const [files, setFiles] = useState(false);
  const chosen = whatOf(filter);
  const counts = new Map<string, number>(overview?.media.map(({ is, count }) => [is, count]));
  const offered = whats.filter((what) => uncounted.includes(what) || what === chosen || counts.has(what));
  const { employeeId, contactPointId } = filter;
  const choose = (what: What) =>
    onGo({
      filter: {
        ...filterOf(what),
        ...(employeeId === undefined ? {} : { employeeId }),
        // What changed on the card was said to nobody.
        ...(contactPointId === undefined || what === 'change' ? {} : { contactPointId }),
      },
    });
  return (
    <div className={css.bar} role="toolbar" aria-label={t('browse.narrow')}>
      <div className={css.whats} role="group" aria-label={t('browse.what')}>
        {offered.map((what) => (
          <UnstyledButton key={what} className={css.what} aria-pressed={what === chosen} onClick={() => choose(what)}>
            {isMedium(what) && (
              <span aria-hidden>
                <MediumIcon medium={what === 'note' ? null : what} size={14} />
              </span>
            )}
            {t(`browse.only.${what}`)}
            {counts.has(what) && <small>{counts.get(what)!.toLocaleString(i18n.language)}</small>}
          </UnstyledButton>
        ))}
      </div>
      <People client={client} overview={overview} filter={filter} onGo={onGo} />
      <DayJump at={at} first={overview?.months[0]?.month} onJump={(day) => onGo({ place: { at: day } })} />
      <ActionIcon
        size={28}
        variant="default"
        aria-label={t('browse.files')}
        title={t('browse.files')}
        onClick={() => setFiles(true)}
      >
        <IconPaperclip size={16} stroke={1.7} aria-hidden />
      </ActionIcon>
      <Suspense>
        {files && (
          <FilesDialog
            clientId={client.id}
            onClose={() => setFiles(false)}
            onOpen={(entry) => {
              setFiles(false);
              onGo({ place: { entry } });
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

/** Those of the client's and of our side who stand in the timeline. */
function People({ client, overview, filter, onGo }: Omit<Props, 'at'> & { overview: Overview | undefined }) {
  const { t } = useTranslation();
  const { employeeId, contactPointId, ...what } = filter;
  const counts = new Map(overview?.contactPoints.map(({ id, count }) => [id, count]));
  const points = client.contactPoints.filter(({ id }) => counts.has(id) || id === contactPointId);
  const employees = overview?.employees ?? [];
  if (points.length + employees.length === 0 && employeeId === undefined) return null;
  const chosen =
    contactPointId !== undefined ? `point ${contactPointId}` : employeeId !== undefined ? `employee ${employeeId}` : '';
  const choose = (value: string) => {
    const [side, id] = value.split(' ');
    onGo({
      filter: {
        ...what,
        ...(side === 'point' && id !== undefined ? { contactPointId: id } : {}),
        ...(side === 'employee' && id !== undefined ? { employeeId: id } : {}),
      },
    });
  };
  return (
    <select
      className={css.people}
      aria-label={t('browse.who')}
      data-chosen={chosen !== '' || undefined}
      value={chosen}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{t('browse.everybody')}</option>
      {points.length > 0 && (
        <optgroup label={t('browse.theirs')}>
          {points.map(({ id, value, label }) => (
            <option key={id} value={`point ${id}`}>
              {label === null ? value : `${label}: ${value}`}
            </option>
          ))}
        </optgroup>
      )}
      {employees.length > 0 && (
        <optgroup label={t('browse.ours')}>
          {employees.map(({ id, name }) => (
            <option key={id} value={`employee ${id}`}>
              {name}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}
