import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ActionItem, Half, LangText } from '../api/answers.js';
import { client } from '../api/client.js';
import { useCommand } from '../api/command.js';
import { CommandForm, DayField, faultAt, LangTextField, useLangText } from '../parts/command-form.js';
import { Notice } from '../parts/notice.js';
import { useSession } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './item.module.css';

/** What a responder or secretary may report on the own side's half. */
export function HalfActions({ item, half }: { item: ActionItem; half: Half }) {
  const { t } = useText();
  const { roles } = useSession().assignment;
  const [open, setOpen] = useState<'progress' | 'completion' | null>(null);
  const [done, setDone] = useState(false);
  const reports = roles.includes('responder') || roles.includes('secretary');
  if (!reports || item.stage !== 'active' || half.status === 'validated') return null;
  const close = (sent: boolean): void => {
    setOpen(null);
    setDone(sent);
  };
  return (
    <div className={styles.actions}>
      {done && <Notice tone="good">{t('report.sent')}</Notice>}
      {open === null && (
        <>
          <Button size="compact-md" variant="default" onClick={() => setOpen('progress')}>
            {t('action.reportProgress')}
          </Button>
          {half.status !== 'reportedDone' && (
            <Button size="compact-md" variant="default" onClick={() => setOpen('completion')}>
              {t('action.reportCompletion')}
            </Button>
          )}
        </>
      )}
      {open === 'progress' && <ProgressForm item={item} half={half} close={close} />}
      {open === 'completion' && <CompletionForm item={item} half={half} close={close} />}
    </div>
  );
}

interface FormProps {
  readonly item: ActionItem;
  readonly half: Half;
  readonly close: (sent: boolean) => void;
}

function ProgressForm({ item, half, close }: FormProps) {
  const { t } = useText();
  const [report, setReport] = useLangText();
  const path = { id: item.id, sideId: half.sideId };
  const command = useCommand<{ report: LangText }>(
    (body, header) =>
      client.POST('/api/v1/action-items/{id}/obligations/{sideId}/progress-reports', {
        params: { path, header },
        body,
      }),
    item.obligation?.revision,
  );
  return (
    <CommandForm
      label={t('action.reportProgress')}
      send={t('action.send')}
      command={command}
      pointers={['/report/text', '/report']}
      onSubmit={() => command.mutate({ report }, { onSuccess: () => close(true) })}
      onCancel={() => close(false)}
    >
      <LangTextField
        label={t('form.report')}
        value={report}
        onChange={setReport}
        error={faultAt(command.error, '/report/text') ?? faultAt(command.error, '/report')}
      />
    </CommandForm>
  );
}

function CompletionForm({ item, half, close }: FormProps) {
  const { t } = useText();
  const today = item.today[half.sideId];
  const [report, setReport] = useLangText();
  const [completedOn, setCompletedOn] = useState<string | null>(today ?? null);
  const path = { id: item.id, sideId: half.sideId };
  const command = useCommand<{ completedOn: string; report: LangText }>(
    (body, header) =>
      client.POST('/api/v1/action-items/{id}/obligations/{sideId}/completion-reports', {
        params: { path, header },
        body,
      }),
    item.obligation?.revision,
  );
  return (
    <CommandForm
      label={t('action.reportCompletion')}
      send={t('action.send')}
      command={command}
      pointers={['/completedOn', '/report/text', '/report']}
      onSubmit={() => command.mutate({ completedOn: completedOn ?? '', report }, { onSuccess: () => close(true) })}
      onCancel={() => close(false)}
    >
      <DayField
        label={t('form.completedOn')}
        value={completedOn}
        onChange={setCompletedOn}
        error={faultAt(command.error, '/completedOn')}
        max={today}
      />
      <LangTextField
        label={t('form.report')}
        value={report}
        onChange={setReport}
        error={faultAt(command.error, '/report/text') ?? faultAt(command.error, '/report')}
      />
    </CommandForm>
  );
}
