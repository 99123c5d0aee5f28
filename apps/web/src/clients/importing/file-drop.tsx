import { Button, FileButton, Progress } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../../shell/form-problem.js';
import css from './importing.module.css';

interface Props<T> {
  sign: Icon;
  words: { drop: string; about: string };
  /** What the choice of files offers; without it everything. */
  accept?: string;
  upload: (file: File, onShare: (share: number) => void, signal: AbortSignal) => Promise<T>;
  onUploaded: (uploaded: T) => void;
  onSettled?: () => void;
}

/** A file to be imported, dropped or chosen, on its way. */
export function FileDrop<T>({ sign: Sign, words, accept, upload, onUploaded, onSettled }: Props<T>) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [share, setShare] = useState(0);
  const underway = useRef<AbortController>(null);
  useEffect(() => () => underway.current?.abort(), []);
  const send = useMutation({
    mutationFn: (file: File) => {
      setShare(0);
      underway.current = new AbortController();
      return upload(file, setShare, underway.current.signal);
    },
    onSuccess: onUploaded,
    onSettled: () => onSettled?.(),
  });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined && !send.isPending) send.mutate(file);
  };
  return (
    <div
      className={css.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Sign size={30} stroke={1.4} aria-hidden />
      {send.isPending ? (
        <div className={css.sending}>
          <p>{t('importing.uploading', { name: send.variables.name })}</p>
          <Progress
            value={share * 100}
            aria-label={t('importing.uploading', { name: send.variables.name })}
            size="sm"
          />
          <Button size="compact-sm" variant="default" onClick={() => underway.current?.abort()}>
            {t('act.cancel')}
          </Button>
        </div>
      ) : (
        <>
          <p>{words.drop}</p>
          <small>{words.about}</small>
          <FileButton {...(accept === undefined ? {} : { accept })} onChange={(file) => file && send.mutate(file)}>
            {(props) => (
              <Button size="sm" {...props}>
                {t('importing.choose')}
              </Button>
            )}
          </FileButton>
          <FormProblem error={send.error} />
        </>
      )}
    </div>
  );
}
