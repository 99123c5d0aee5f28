import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { Schemas } from '../api/client.js';
import { timelineQuery } from '../api/timeline.js';
import type { Answering } from '../chat/composer/answering.js';
import { TypingLine } from '../chat/lazy.js';
import { reachQuery } from '../chat/requests.js';
import { useClientTyping } from '../chat/typing.js';
import { useSeen } from '../chat/use-seen.js';
import { threadOf } from '../composer/addressing.js';
import { Composer } from '../composer/composer.js';
import { before, draftNow, emptyDraft, type Draft } from '../composer/draft.js';
import { keepWork } from '../composer/kept-work.js';
import { OtherDraft } from '../composer/drafts/other-draft.js';
import { useDraftSync } from '../composer/drafts/use-draft-sync.js';
import { laterQuery } from '../composer/later/later.js';
import { LaterEntry } from '../composer/later/later-entry.js';
import { OutgoingEntry } from '../composer/outgoing-entry.js';
import { useOutgoing, type Outgoing } from '../composer/outbox.js';
import { speakFully } from '../i18n/i18n.js';
import { useMay, useMe } from '../shell/session.js';
import { filterIn, goneTo, placeIn, type TimelineSearch } from './search.js';
import { Timeline } from './timeline.js';

const ConfirmBar = lazy(async () => {
  await speakFully();
  return { default: (await import('../clients/fields/confirm-bar.js')).ConfirmBar };
});

interface Props {
  client: Schemas['Client'];
  conversationId: string | null;
  /** Where one stands in the timeline of a card: it has an address. */
  search?: TimelineSearch;
  onSearch?: (to: TimelineSearch) => void;
}

/** What was said with a client and where one answers: one conversation, or (null) everything on the card. */
export function Exchange({ client, conversationId, search, onSearch }: Props) {
  // In a conversation a jump leads no farther than the page that one is on.
  const [own, setOwn] = useState<TimelineSearch>({});
  const stand = search ?? own;
  const me = useMe();
  const mayWrite = useMay('clients.write');
  const { data } = useInfiniteQuery(timelineQuery(client.id, conversationId));
  const filter = useMemo(() => filterIn(stand), [stand]);
  const place = useMemo(() => placeIn(stand), [stand]);
  const outgoing = useOutgoing(me.id, client.id, conversationId);
  const [begin, setBegin] = useState(false);
  const [takenBack, setTakenBack] = useState({ to: '', times: 0 });
  const [answering, setAnswering] = useState<Answering | null>(null);
  const newestFirst = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const continued = useMemo(() => threadOf(newestFirst, conversationId), [newestFirst, conversationId]);
  const { data: reach } = useQuery({ ...reachQuery(client.id), enabled: mayWrite });
  const presence = useClientTyping(client.id, conversationId);
  const heard = newestFirst.find(({ kind, direction }) => kind === 'message' && direction === 'inbound');
  useSeen(heard?.conversationId ?? null, heard?.id, mayWrite);
  const here = conversationId === null ? undefined : newestFirst.find(({ medium }) => medium !== null)?.medium;
  const usual = (here ?? reach?.answersOn) === 'whatsapp' ? 'whatsapp' : 'email';
  const answer = useMemo(
    () => ({
      quote: (message: Answering['message']) => setAnswering({ is: 'quote', message }),
      edit: (message: Answering['message']) => setAnswering({ is: 'edit', message }),
    }),
    [],
  );
  const thread = begin ? null : continued;
  const draftName = `${me.id}.draft.${conversationId ?? `${client.id}${begin ? '.new' : ''}`}`;
  const put = (draft: Draft, eager: boolean) => {
    keepWork(draftName, draft);
    setTakenBack(({ times }) => ({ to: eager ? draftName : '', times: times + 1 }));
  };
  const { other, forget } = useDraftSync({
    ...{ name: draftName, clientId: client.id, conversationId, enabled: mayWrite },
    place: `${conversationId ?? client.id}${begin && conversationId === null ? '.new' : ''}`,
    onAdopt: (draft) => put(draft, false),
  });
  const { data: allLater } = useQuery(laterQuery(client.id));
  const later = (allLater ?? []).filter(
    (each) =>
      (conversationId === null || each.conversationId === conversationId) &&
      !newestFirst.some(({ id }) => id === each.id),
  );
  const takeBack = (
    entry: Pick<
      Outgoing,
      'kind' | 'text' | 'subject' | 'attachments' | 'channelId' | 'contactPointId' | 'signature'
    > & {
      quotes: string | null;
    },
  ) => {
    const draft: Draft = {
      ...emptyDraft,
      kind: entry.kind,
      text: entry.text,
      subject: entry.subject || null,
      attachments: entry.attachments,
      channelId: entry.channelId,
      contactPointId: entry.contactPointId,
      signature: entry.signature,
    };
    put(before(draftNow(draftName), draft), true);
    const quoted = newestFirst.find(({ id }) => id === entry.quotes);
    setAnswering(quoted === undefined ? null : { is: 'quote', message: quoted });
  };
  return (
    <>
      <Suspense>{mayWrite && <ConfirmBar client={client} />}</Suspense>
      <Timeline
        key={conversationId ?? client.id}
        client={client}
        conversationId={conversationId}
        filter={filter}
        place={place}
        onGo={(to) => (onSearch ?? setOwn)(goneTo(stand, to))}
        pendingCount={outgoing.length + later.length + (presence === null ? 0 : 1)}
        answer={mayWrite ? answer : null}
        pending={
          <>
            {later.map((message) => (
              <LaterEntry
                key={message.id}
                message={message}
                mayWrite={mayWrite}
                onTakenBack={({ message: said, attachments }) =>
                  takeBack({
                    ...{ kind: said.medium, text: said.text, subject: said.subject ?? '', attachments },
                    channelId: said.channelId ?? null,
                    contactPointId: said.contactPointId ?? null,
                    signature: said.signature,
                    quotes: said.quotes ?? null,
                  })
                }
              />
            ))}
            {outgoing.map((entry) => (
              <OutgoingEntry
                key={entry.key}
                entry={entry}
                onTakeBack={() => takeBack({ ...entry, quotes: entry.chat?.quotes ?? null })}
              />
            ))}
            <Suspense>{presence !== null && <TypingLine name={client.name} presence={presence} />}</Suspense>
          </>
        }
      />
      {other !== null && (
        <OtherDraft
          draft={other}
          onTake={() => {
            put(before(draftNow(draftName), other), true);
            forget();
          }}
          onDrop={forget}
        />
      )}
      {mayWrite && (
        <Composer
          key={`${draftName}.${takenBack.times}`}
          eager={takenBack.to === draftName}
          client={client}
          thread={thread}
          conversationId={conversationId}
          draftName={draftName}
          usual={usual}
          reach={reach}
          answering={answering}
          onAnswered={() => setAnswering(null)}
          {...(conversationId === null && continued !== null && !begin ? { onNewThread: () => setBegin(true) } : {})}
        />
      )}
    </>
  );
}
