import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Schemas } from '../api/client.js';
import { timelineQuery } from '../api/queries.js';
import { threadOf } from '../composer/addressing.js';
import { Composer } from '../composer/composer.js';
import type { Draft } from '../composer/draft.js';
import { keepWork } from '../composer/kept-work.js';
import { OutgoingEntry } from '../composer/outgoing-entry.js';
import { useOutgoing } from '../composer/outbox.js';
import { useMay, useMe } from '../shell/session.js';
import { Timeline } from './timeline.js';

/** What was said with a client and where one answers: one conversation, or (null) everything on the card. */
export function Exchange({ client, conversationId }: { client: Schemas['Client']; conversationId: string | null }) {
  const me = useMe();
  const mayWrite = useMay('clients.write');
  const { data } = useInfiniteQuery(timelineQuery(client.id, conversationId));
  const outgoing = useOutgoing(me.id, client.id, conversationId);
  const [begin, setBegin] = useState(false);
  const [takenBack, setTakenBack] = useState(0);
  const continued = useMemo(
    () => threadOf(data?.pages.flatMap((page) => page.items) ?? [], conversationId),
    [data, conversationId],
  );
  const thread = begin ? null : continued;
  const draftName = `${me.id}.draft.${conversationId ?? `${client.id}${begin ? '.new' : ''}`}`;
  const takeBack = (entry: {
    kind: 'email' | 'note';
    text: string;
    subject: string;
    attachments: readonly Schemas['Upload'][];
  }) => {
    const draft: Draft = {
      kind: entry.kind,
      text: entry.text,
      subject: entry.subject || null,
      attachments: entry.attachments,
    };
    keepWork(draftName, draft);
    setTakenBack(takenBack + 1);
  };
  return (
    <>
      <Timeline
        key={conversationId ?? client.id}
        clientId={client.id}
        conversationId={conversationId}
        pendingCount={outgoing.length}
        pending={outgoing.map((entry) => (
          <OutgoingEntry key={entry.key} entry={entry} onTakeBack={takeBack} />
        ))}
      />
      {mayWrite && (
        <Composer
          key={`${draftName}.${takenBack}`}
          client={client}
          thread={thread}
          conversationId={conversationId}
          draftName={draftName}
          {...(conversationId === null && continued !== null && !begin ? { onNewThread: () => setBegin(true) } : {})}
        />
      )}
    </>
  );
}
