import { Button, Modal, NativeSelect, Switch, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import type { SignatureWish } from './queries.js';
import { SignaturePreview } from './signature-preview.js';
import css from './signatures.module.css';
import { usePlaces } from './use-places.js';
import { spelt, variablesFor, type Variable } from './variables.js';

type Signature = Schemas['Signature'];

interface Props {
  /** null: a new one. */
  signature: Signature | null;
  /** Those that are there already: a second one of the same kind takes their place. */
  there: readonly Signature[];
  onClose: () => void;
}

/** What stands under letters: whose, in which words, marked up or not; beside it how it will look. */
export function SignatureDialog({ signature, there, onClose }: Props) {
  const { t } = useTranslation();
  const places = usePlaces(there);
  const [place, setPlace] = useState(places[0]?.value ?? 'me');
  const [text, setText] = useState(signature?.text ?? '');
  const [html, setHtml] = useState(signature?.html ?? '');
  const [marked, setMarked] = useState(signature?.html != null);
  const [sure, setSure] = useState(false);
  const words = useRef<HTMLTextAreaElement>(null);
  const markup = useRef<HTMLTextAreaElement>(null);
  const whose =
    signature === null
      ? (places.find(({ value }) => value === place) ?? { of: 'me' as const, teamId: null, channelId: null })
      : { of: signature.of, teamId: signature.team?.id ?? null, channelId: signature.channel?.id ?? null };
  const wish: SignatureWish = {
    ...{ of: whose.of, teamId: whose.teamId, channelId: whose.channelId },
    ...{ text, html: marked && html.trim() !== '' ? html : null },
  };
  const done = async () => {
    await queryClient.invalidateQueries({ queryKey: keys.signatures });
    onClose();
  };
  const save = useMutation({
    mutationFn: () => take(api.PUT('/api/v1/signatures', { body: wish })),
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/signatures/{id}', { params: { path: { id: signature?.id ?? '' } } })),
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const put = (name: Variable) => {
    const inMarkup = marked && document.activeElement === markup.current;
    const [field, now, set] = inMarkup ? [markup, html, setHtml] : [words, text, setText];
    const caret = field.current?.selectionStart ?? now.length;
    set(`${now.slice(0, caret)}{{${name}}}${now.slice(field.current?.selectionEnd ?? caret)}`);
    window.setTimeout(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caret + name.length + 4, caret + name.length + 4);
    }, 0);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={signature === null ? t('signatures.new') : t('signatures.changing')}
    >
      <form className={css.dialog} onSubmit={submit} autoComplete="off">
        <div className={page.form}>
          {signature === null && (
            <NativeSelect
              label={t('signatures.whose')}
              data={places.map(({ value, label }) => ({ value, label }))}
              value={place}
              onChange={(event) => setPlace(event.currentTarget.value)}
            />
          )}
          <Textarea
            name="text"
            ref={words}
            label={t('signatures.words')}
            data-autofocus
            required={!marked}
            withAsterisk={false}
            rows={6}
            maxLength={5_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <div className={css.variables} role="group" aria-label={t('responses.putIn')}>
            {t('responses.putIn')}
            {variablesFor(whose.of).map((name) => (
              // Keeps the field focused: it is put in where the caret stands.
              <Button
                key={name}
                size="compact-xs"
                variant="default"
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => put(name)}
              >
                {t(`signatures.variable.${spelt[name]}`)}
              </Button>
            ))}
          </div>
          <Switch
            label={t('signatures.markUp')}
            description={t('signatures.markUpText')}
            checked={marked}
            onChange={(event) => setMarked(event.currentTarget.checked)}
          />
          {marked && (
            <Textarea
              name="html"
              ref={markup}
              className={css.markup}
              label={t('signatures.html')}
              description={t('signatures.htmlText')}
              rows={6}
              maxLength={20_000}
              spellCheck={false}
              value={html}
              onChange={(event) => setHtml(event.currentTarget.value)}
            />
          )}
        </div>
        <SignaturePreview wish={wish} />
        <div className={css.foot}>
          <FormProblem error={save.error ?? remove.error} />
          <div className={page.acts}>
            {signature !== null && (
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
            <Button type="submit" loading={save.isPending}>
              {t('act.save')}
            </Button>
          </div>
        </div>
      </form>
    </Modal>
  );
}
