import { Button, FileButton, Progress } from '@mantine/core';
import { IconMailDown } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import css from '../../clients/importing/importing.module.css';
import { FormProblem } from '../../shell/form-problem.js';
import type { MailImport } from './queries.js';
import { uploadLetters } from './upload-letters.js';

/** A file of letters, dropped or chosen, on its way. */
export function FileSource({ onUploaded }: { onUploaded: (uploaded: MailImport) => void }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [share, setShare] = useState(0);
  const underway = useRef<AbortController>(null);
  useEffect(() => () => underway.current?.abort(), []);
  const send = useMutation({
    mutationFn: (file: File) => {
      setShare(0);
      underway.current = new AbortController();
      return uploadLetters(file, setShare, underway.current.signal);
    },
    onSuccess: (uploaded) => {
      queryClient.setQueryData(keys.mailImportOf(uploaded.id), uploaded);
      onUploaded(uploaded);
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keys.mailImports }),
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
      <IconMailDown size={30} stroke={1.4} aria-hidden />
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
          <p>{t('oldMail.drop')}</p>
          <small>{t('oldMail.dropAbout')}</small>
          <FileButton onChange={(file) => file && send.mutate(file)}>
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
