import { UnstyledButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './keypad.module.css';

const letters = ['', 'ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ', '', '+', ''];
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** The twelve keys. */
export function Keys({ onDigit }: { onDigit: (digit: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.keys} role="group" aria-label={t('softphone.keypad')}>
      {digits.map((digit, index) => (
        <UnstyledButton key={digit} className={css.key} onClick={() => onDigit(digit)} aria-label={digit}>
          <b>{digit}</b>
          <small aria-hidden>{letters[index] ?? ''}</small>
        </UnstyledButton>
      ))}
    </div>
  );
}

/** Tones into a call, by the keys here or those of the keyboard; what was sent stands above them. */
export function Keypad({ onDigit }: { onDigit: (digit: string) => void }) {
  const { t } = useTranslation();
  const [sent, setSent] = useState('');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const send = (digit: string) => {
    setSent(`${sent}${digit}`.slice(-24));
    onDigit(digit);
  };
  return (
    <div
      ref={box}
      tabIndex={-1}
      className={css.pad}
      onKeyDown={(event) => {
        if (/^[0-9*#]$/.test(event.key)) {
          event.preventDefault();
          send(event.key);
        }
      }}
    >
      <output className={css.sent} aria-label={t('softphone.tonesSent')}>
        {sent || <span>{t('softphone.tonesHint')}</span>}
      </output>
      <Keys onDigit={send} />
    </div>
  );
}
