import { Button, TextInput } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../shell/copy-text.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import css from './integrations.module.css';

interface Props {
  /** Where it belongs, and that it is not shown again. */
  about: string;
  label: string;
  value: string;
  /** On the button that ends it. */
  done: string;
  onClose: () => void;
  children?: ReactNode;
}

/** Of the dialog around it: a press beside it, or Escape out of habit, would throw the secret away. */
export const shownOnce = { closeOnClickOutside: false, closeOnEscape: false } as const;

/** The only time that a secret can be seen. */
export function ShownOnce({ about, label, value, done, onClose, children }: Props) {
  const { t } = useTranslation();
  const copy = async () => {
    if (await copyText(t, value)) toast.ok(t('account.copied'));
  };
  return (
    <div className={page.form}>
      <p className={css.text}>{about}</p>
      <TextInput
        label={label}
        readOnly
        data-autofocus
        value={value}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        onFocus={(event) => event.currentTarget.select()}
      />
      {children}
      <div className={page.acts}>
        <Button variant="default" onClick={onClose}>
          {done}
        </Button>
        <Button leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>
          {t('account.copy')}
        </Button>
      </div>
    </div>
  );
}
