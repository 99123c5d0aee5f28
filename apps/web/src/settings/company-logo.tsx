import { Button, FileButton } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ownRequestHeader, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Problem, problemFrom } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import { useMark } from '../shell/company-mark.js';
import page from '../shell/page.module.css';
import { useMe } from '../shell/session.js';
import css from './settings.module.css';

/** The picture as the raw request body. @throws Problem */
async function sendLogo(file: File): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch('/api/v1/company/logo', {
      method: 'PUT',
      headers: { ...ownRequestHeader, 'Content-Type': 'application/octet-stream' },
      body: file,
    });
  } catch {
    throw new Problem(0, 'network');
  }
  if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => null));
}

/** The company's picture: in the frame of the page and before one has signed in. */
export function CompanyLogo() {
  const { t } = useTranslation();
  const { company } = useMe();
  const mark = useMark();
  const onSuccess = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: keys.me }),
      queryClient.invalidateQueries({ queryKey: keys.waysIn }),
    ]);
  const put = useMutation({ mutationFn: sendLogo, onSuccess });
  const remove = useMutation({ mutationFn: () => take(api.DELETE('/api/v1/company/logo')), onSuccess });
  return (
    <section className={page.section}>
      <h2>{t('company.logo')}</h2>
      <p>{t('company.logoText')}</p>
      <div className={css.logo}>
        <span>
          <img src={mark} alt={t(company.logo === null ? 'company.noLogo' : 'company.logo')} />
        </span>
        <FileButton
          accept="image/png,image/jpeg,image/webp,image/svg+xml"
          onChange={(file) => {
            if (file !== null) put.mutate(file);
          }}
        >
          {(props) => (
            <Button
              {...props}
              size="xs"
              variant="default"
              loading={put.isPending}
              leftSection={<IconPhotoUp size={15} aria-hidden />}
            >
              {t(company.logo === null ? 'company.putLogo' : 'company.changeLogo')}
            </Button>
          )}
        </FileButton>
        {company.logo !== null && (
          <Button size="xs" variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('company.removeLogo')}
          </Button>
        )}
      </div>
      <FormProblem error={put.error ?? remove.error} />
    </section>
  );
}
