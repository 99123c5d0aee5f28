import { useTranslation } from 'react-i18next';
import css from './chat.module.css';
import { plainOf } from './formatting.js';
import type { Message } from './message.js';
import { useTalk } from './talk.js';

/** What a message answers; a press leads there. */
export function Quoted({ quotes, clientName }: { quotes: NonNullable<Message['quotes']>; clientName: string }) {
  const { t } = useTranslation();
  const { jumpTo } = useTalk();
  const { interactionId } = quotes;
  const who = quotes.direction === 'outbound' ? t('chat.we') : clientName;
  const body = (
    <>
      <b>{who}</b>
      <span>{quotes.text === '' ? t(`chat.kind.${quotes.kind ?? 'text'}`) : plainOf(quotes.text)}</span>
    </>
  );
  if (interactionId === null) {
    return (
      <div className={css.quoted} title={t('chat.quoteElsewhere')}>
        {body}
      </div>
    );
  }
  return (
    <button type="button" className={css.quoted} title={t('chat.toQuoted')} onClick={() => jumpTo(interactionId)}>
      {body}
    </button>
  );
}
