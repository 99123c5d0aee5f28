import { Button, CloseButton, FileButton, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { teamsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { PickedFiles } from '../composer/picked-files.js';
import { useFiles } from '../composer/use-files.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { useMe } from '../shell/session.js';
import css from './responses.module.css';
import { variables } from './slash.js';

/** As the names of texts can be: a dot would part them. */
const spelt = {
  'client.first-name': 'clientFirstName',
  'client.name': 'clientName',
  'me.first-name': 'meFirstName',
  'me.name': 'meName',
  'company.name': 'companyName',
} as const satisfies Record<(typeof variables)[number], string>;

type Language = 'ru' | 'uk' | 'en' | '';

/** Words kept ready: whose they are, by which shortcut, what they say in a letter and in a chat, and with which files. */
export function ResponseDialog({ response, onClose }: { response: Schemas['Response'] | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [of, setOf] = useState('me');
  const [shortcut, setShortcut] = useState(response?.shortcut ?? '');
  const [title, setTitle] = useState(response?.title ?? '');
  const [language, setLanguage] = useState<Language>(response?.language ?? '');
  const [subject, setSubject] = useState(response?.subject ?? '');
  const [text, setText] = useState(response?.text ?? '');
  const [chatText, setChatText] = useState(response?.chatText ?? '');
  const [kept, setKept] = useState(() => response?.files.map((_, n) => n) ?? []);
  const [sure, setSure] = useState(false);
  const files = useFiles([]);
  const words = useRef<HTMLTextAreaElement>(null);
  const places = usePlaces();
  const refresh = async () => {
    await queryClient.invalidateQueries({ queryKey: keys.responses });
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = {
        ...{ shortcut: shortcut.trim().replace(/^\//, ''), title: title.trim(), language: language || null },
        ...{ subject: subject.trim(), text, chatText: chatText.trim() === '' ? null : chatText },
        attachmentIds: files.uploaded.map(({ id }) => id),
      };
      if (response !== null)
        return take(
          api.PATCH('/api/v1/responses/{id}', {
            params: { path: { id: response.id } },
            body: { ...body, keepFiles: kept },
          }),
        );
      const whose = of === 'me' || of === 'company' ? ({ of } as const) : ({ of: 'team', teamId: of } as const);
      return take(api.POST('/api/v1/responses', { body: { ...whose, ...body } }));
    },
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/responses/{id}', { params: { path: { id: response?.id ?? '' } } })),
    onSuccess: refresh,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const put = (name: string) => {
    const caret = words.current?.selectionStart ?? text.length;
    setText(`${text.slice(0, caret)}{{${name}}}${text.slice(words.current?.selectionEnd ?? caret)}`);
    window.setTimeout(() => {
      words.current?.focus();
      words.current?.setSelectionRange(caret + name.length + 4, caret + name.length + 4);
    }, 0);
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={response === null ? t('responses.new') : response.title}>
      <form className={page.form} onSubmit={submit} autoComplete="off">
        {response === null && places.length > 1 && (
          <NativeSelect
            label={t('responses.whose')}
            data={places}
            value={of}
            onChange={(event) => setOf(event.currentTarget.value)}
          />
        )}
        <div className={page.pair}>
          <TextInput
            name="shortcut"
            label={t('responses.shortcut')}
            description={t('responses.shortcutHint')}
            data-autofocus
            required
            withAsterisk={false}
            leftSection="/"
            maxLength={40}
            value={shortcut}
            onChange={(event) => setShortcut(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('responses.languageLabel')}
            description={t('responses.languageHint')}
            data={(['', 'uk', 'ru', 'en'] as const).map((value) => ({
              value,
              label: t(`responses.language.${value === '' ? 'any' : value}`),
            }))}
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value as Language)}
          />
        </div>
        <TextInput
          name="title"
          label={t('responses.name')}
          required
          withAsterisk={false}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput
          name="subject"
          label={t('responses.subject')}
          description={t('responses.subjectHint')}
          maxLength={500}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        <Textarea
          name="text"
          ref={words}
          label={t('responses.words')}
          required
          withAsterisk={false}
          rows={6}
          maxLength={10_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={css.variables} role="group" aria-label={t('responses.putIn')}>
          {t('responses.putIn')}
          {variables.map((name) => (
            <Button key={name} size="compact-xs" variant="default" onClick={() => put(name)}>
              {t(`responses.variable.${spelt[name]}`)}
            </Button>
          ))}
        </div>
        <Textarea
          name="chatText"
          label={t('responses.chatWords')}
          description={t('responses.chatHint')}
          rows={3}
          maxLength={10_000}
          value={chatText}
          onChange={(event) => setChatText(event.currentTarget.value)}
        />
        <div>
          <p className={css.label}>{t('responses.files')}</p>
          <ul className={css.kept}>
            {response?.files.map(
              (file, n) =>
                kept.includes(n) && (
                  <li key={n}>
                    {file.name}
                    <CloseButton
                      size="sm"
                      aria-label={t('composer.removeFile', { name: file.name })}
                      onClick={() => setKept(kept.filter((each) => each !== n))}
                    />
                  </li>
                ),
            )}
          </ul>
          <PickedFiles files={files.files} onAgain={files.again} onRemove={files.remove} />
          <FileButton multiple onChange={files.add}>
            {(props) => (
              <Button
                {...props}
                size="compact-sm"
                variant="default"
                leftSection={<IconPaperclip size={14} aria-hidden />}
              >
                {t('composer.attach')}
              </Button>
            )}
          </FileButton>
        </div>
        <FormProblem error={save.error ?? remove.error} />
        <div className={page.acts}>
          {response !== null && (
            <Button
              className={css.away}
              variant="subtle"
              color="red"
              loading={remove.isPending}
              onClick={() => (sure ? remove.mutate() : setSure(true))}
            >
              {t(sure ? 'responses.removeSure' : 'responses.remove')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={files.busy || files.failed}>
            {t('act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Where somebody may keep words ready: for themselves, as a head for their teams, as the owner for everybody. */
function usePlaces(): { value: string; label: string }[] {
  const { t } = useTranslation();
  const me = useMe();
  const heads = me.role === 'owner' || me.role === 'manager';
  const { data } = useQuery({ ...teamsQuery, enabled: heads });
  const teams = (data?.items ?? []).filter(
    ({ id, head }) => me.role === 'owner' || head?.id === me.id || me.team?.id === id,
  );
  return [
    { value: 'me', label: t('responses.of.me') },
    ...(heads ? teams.map(({ id, name }) => ({ value: id, label: t('responses.ofTeam', { name }) })) : []),
    ...(me.role === 'owner' ? [{ value: 'company', label: t('responses.of.company') }] : []),
  ];
}
