import { Button, NativeSelect, Textarea } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import type { UseMutationResult } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { isProblem } from '../api/problem.js';
import { languages, useText } from '../text/language.js';
import styles from './command-form.module.css';
import { Notice } from './notice.js';

interface Props {
  readonly label: string;
  readonly send: string;
  readonly command: Pick<UseMutationResult<object, Error, never>, 'error' | 'isPending' | 'reset'>;
  /** Pointers of the fields that show their own faults. */
  readonly pointers: readonly string[];
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** A plain form for one command: its fields, what the server refused, and that something was changed meanwhile. */
export function CommandForm({ label, send, command, pointers, onSubmit, onCancel, children }: Props) {
  const { t } = useText();
  return (
    <form
      className={styles.form}
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <Refusal command={command} pointers={pointers} />
      <div className={styles.buttons}>
        <Button type="submit" size="compact-md" loading={command.isPending}>
          {send}
        </Button>
        <Button size="compact-md" variant="default" onClick={() => (command.reset(), onCancel())}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  );
}

function Refusal({ command, pointers }: Pick<Props, 'command' | 'pointers'>) {
  const { t } = useText();
  const queries = useQueryClient();
  const { error } = command;
  if (!error) return null;
  if (isProblem(error, 412)) {
    const show = (): void => {
      command.reset();
      void queries.invalidateQueries();
    };
    return (
      <Notice tone="bad">
        <strong>{t('error.changedMeanwhile')}</strong>
        <p>{t('error.changedMeanwhileWhy')}</p>
        <p>
          <Button size="compact-sm" variant="default" onClick={show}>
            {t('action.showCurrent')}
          </Button>
        </p>
      </Notice>
    );
  }
  if (isProblem(error, 0)) return <Notice tone="bad">{t('error.notSaved')}</Notice>;
  const besides = isProblem(error) ? error.besides(pointers) : [];
  return (
    <Notice tone="bad">
      <strong>{(isProblem(error) && (error.body.detail ?? error.body.title)) || t('error.command')}</strong>
      {besides.map((fault) => (
        <p key={fault}>{fault}</p>
      ))}
    </Notice>
  );
}

/** What the server found wrong with one field. */
export const faultAt = (error: Error | null, pointer: string): string | null =>
  isProblem(error) && error.status !== 412 ? error.at(pointer) : null;

interface TextProps {
  readonly label: string;
  readonly value: { lang: string; text: string };
  readonly onChange: (value: { lang: string; text: string }) => void;
  readonly error: string | null;
}

/** A free text with the language it is written in. */
export function LangTextField({ label, value, onChange, error }: TextProps) {
  const { t } = useText();
  return (
    <div className={styles.text}>
      <Textarea
        label={label}
        autosize={false}
        rows={3}
        lang={value.lang}
        value={value.text}
        error={error}
        required
        onChange={(event) => onChange({ ...value, text: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('form.language')}
        value={value.lang}
        data={[...languages]}
        onChange={(event) => onChange({ ...value, lang: event.currentTarget.value })}
      />
    </div>
  );
}

/** An empty text in the language of the interface. */
export function useLangText() {
  const { lang } = useText();
  return useState<{ lang: string; text: string }>({ lang, text: '' });
}

interface DayProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
  readonly error: string | null;
  readonly max: string | undefined;
}

/** A calendar day, typed or picked. */
export function DayField({ label, value, onChange, error, max }: DayProps) {
  const { t } = useText();
  return (
    <DateInput
      label={label}
      value={value}
      onChange={onChange}
      error={error}
      maxDate={max}
      required
      hideOutsideDates
      valueFormat="D MMM YYYY"
      placeholder={t('form.dayPlaceholder')}
      ariaLabels={{
        nextMonth: t('calendar.next'),
        previousMonth: t('calendar.previous'),
      }}
    />
  );
}
