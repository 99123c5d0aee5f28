import { UnstyledButton } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Tip } from '../shell/tip.js';
import css from './softphone.module.css';

interface Props {
  icon: Icon;
  /** Its accessible name, and the word under it on the phone. */
  label: string;
  /** Shorter, where the whole name has no room. */
  short?: string;
  keys?: string;
  pressed?: boolean;
  expanded?: boolean;
  tone?: 'plain' | 'end' | 'go' | 'warn';
  disabled?: boolean;
  onClick: () => void;
  children?: ReactNode;
}

/** One of the row of buttons of a call: a sign on wide screens, a sign with its word on the phone. */
export function PhoneButton({
  icon: Sign,
  label,
  short,
  keys,
  pressed,
  expanded,
  tone = 'plain',
  disabled,
  onClick,
}: Props) {
  return (
    <Tip side="end" label={keys === undefined ? label : `${label} (${keys})`}>
      <UnstyledButton
        className={css.button}
        data-tone={tone}
        data-on={(pressed ?? expanded) || undefined}
        aria-label={label}
        aria-pressed={pressed}
        aria-expanded={expanded}
        disabled={disabled}
        onClick={onClick}
      >
        <Sign size={19} stroke={1.8} aria-hidden />
        <span aria-hidden>{short ?? label}</span>
      </UnstyledButton>
    </Tip>
  );
}
