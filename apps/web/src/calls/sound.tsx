import { useTranslation } from 'react-i18next';

/** The sound of a call, fetched when somebody plays it. */
export function Sound({ recordingId }: { recordingId: string }) {
  const { t } = useTranslation();
  return (
    <audio
      controls
      preload="none"
      aria-label={t('calls.recording')}
      src={`/api/v1/recordings/${recordingId}/audio`}
      style={{ width: '100%', height: '2.2rem', marginTop: '0.3rem' }}
    />
  );
}
