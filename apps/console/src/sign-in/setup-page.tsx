import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useParams, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { client, dataOf } from '../api/client.js';
import { sessionQuery } from '../api/queries.js';
import { useTitle } from '../frame/use-title.js';
import { faultAt } from '../parts/command-form.js';
import { useText } from '../text/language.js';
import { Alone, FormFault } from './alone.js';
import styles from './sign-in.module.css';

/** Uses a setup link: makes the administrator's account of a new installation. */
export function SetupPage() {
  const { t, lang } = useText();
  useTitle(t('setup.title'));
  const { token } = useParams({ from: '/setup/$token' });
  const router = useRouter();
  const queries = useQueryClient();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [differ, setDiffer] = useState(false);
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => dataOf(client.POST('/api/v1/setup', { body: { token, login, password, language: lang } })),
    onSuccess: async (session) => {
      queries.setQueryData(sessionQuery.queryKey, session);
      await router.navigate({ to: '/board', replace: true });
    },
  });
  return (
    <Alone title={t('setup.title')}>
      <p className="muted">{t('setup.explain')}</p>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setDiffer(password !== again);
          if (password === again) mutate();
        }}
      >
        <TextInput
          label={t('signIn.login')}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          error={faultAt(error, '/login')}
          autoComplete="username"
          autoFocus
          required
        />
        <PasswordInput
          label={t('signIn.password')}
          description={t('setup.passwordRule')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={faultAt(error, '/password')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          required
        />
        <PasswordInput
          label={t('setup.again')}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          error={differ ? t('setup.differ') : null}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          required
        />
        <FormFault error={error} />
        <Button type="submit" loading={isPending}>
          {t('setup.submit')}
        </Button>
      </form>
    </Alone>
  );
}
