import {
  IconPhoneCall,
  IconPhoneIncoming,
  IconPhoneOff,
  IconPhoneOutgoing,
  IconPhoneX,
  IconRecordMail,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Call } from './call.js';
import { lineOf, lineText } from './call-words.js';

const signs: Record<ReturnType<typeof lineOf>, { icon: Icon; colour: string }> = {
  inbound: { icon: IconPhoneIncoming, colour: 'var(--k-phone)' },
  outbound: { icon: IconPhoneOutgoing, colour: 'var(--k-phone)' },
  internal: { icon: IconPhoneCall, colour: 'var(--k-phone)' },
  missed: { icon: IconPhoneX, colour: 'var(--k-bad)' },
  voicemail: { icon: IconRecordMail, colour: 'var(--k-phone)' },
  busy: { icon: IconPhoneOff, colour: 'var(--k-warn)' },
  'no-answer': { icon: IconPhoneOff, colour: 'var(--k-warn)' },
  declined: { icon: IconPhoneOff, colour: 'var(--k-warn)' },
  failed: { icon: IconPhoneX, colour: 'var(--k-bad)' },
  refused: { icon: IconPhoneX, colour: 'var(--k-bad)' },
};

/** What became of a call as a sign; `alone`: no word stands beside it. */
export function CallSign({
  call,
  size = 16,
  alone = false,
}: {
  call: Pick<Call, 'direction' | 'outcome'>;
  size?: number;
  alone?: boolean;
}) {
  const { t } = useTranslation();
  const { icon: Sign, colour } = signs[lineOf(call)];
  return (
    <Sign
      size={size}
      stroke={1.8}
      color={colour}
      style={{ flex: 'none' }}
      {...(alone ? { 'aria-label': lineText(t, call) } : { 'aria-hidden': true })}
    />
  );
}
