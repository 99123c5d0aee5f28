import { ActionIcon, type ActionIconProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.js';

interface Props extends Pick<ActionIconProps, 'size' | 'variant' | 'color'> {
  /** What it is called where it stands. */
  label: string;
  value: string;
}

const shownMs = 2_000;

/** Something to be pasted elsewhere; for a moment it says that it is done. */
export function CopyButton({ label, value, ...look }: Props) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), shownMs);
    return () => window.clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <ActionIcon
        variant="default"
        {...look}
        aria-label={t('act.copyOf', { what: label })}
        onClick={() => void copyText(t, value).then(setCopied)}
      >
        {copied ? <IconCheck size={16} color="var(--k-ok)" aria-hidden /> : <IconCopy size={16} aria-hidden />}
      </ActionIcon>
      <span role="status" style={{ color: 'var(--k-ok)', fontSize: '0.75rem' }}>
        {copied && t('act.copied')}
      </span>
    </>
  );
}
