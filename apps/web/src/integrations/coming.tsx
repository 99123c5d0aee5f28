import { useTranslation } from 'react-i18next';

/** A moment that is still to come, to the minute. */
export function Coming({ at }: { at: string }) {
  const { i18n } = useTranslation();
  return (
    <time dateTime={at}>{new Date(at).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })}</time>
  );
}
