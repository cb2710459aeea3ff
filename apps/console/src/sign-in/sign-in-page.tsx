import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { client, dataOf } from '../api/client.js';
import { isProblem } from '../api/problem.js';
import { sessionQuery } from '../api/queries.js';
import { useTitle } from '../frame/use-title.js';
import { faultAt } from '../parts/command-form.js';
import { useText } from '../text/language.js';
import { Alone, FormFault } from './alone.js';
import styles from './sign-in.module.css';

/** Signs in with login and password, then goes where the reader wanted to go. */
export function SignInPage() {
  const { t } = useText();
  useTitle(t('signIn.title'));
  const { to } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const queries = useQueryClient();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: (body: { login: string; password: string }) => dataOf(client.POST('/api/v1/sessions', { body })),
    onSuccess: async (session) => {
      // What an earlier account read must not be shown to this one.
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, session);
      await router.navigate({ href: to ?? '/board' });
    },
  });
  return (
    <Alone title={t('signIn.title')}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          mutate({ login, password });
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
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={faultAt(error, '/password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          required
        />
        <FormFault error={error} />
        <Button type="submit" loading={isPending}>
          {t('signIn.submit')}
        </Button>
        {!isProblem(error) && <p className="muted">{t('signIn.demoHint')}</p>}
      </form>
    </Alone>
  );
}
