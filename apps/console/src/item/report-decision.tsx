import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ActionItem, Half, LangText, Report } from '../api/answers.js';
import { client } from '../api/client.js';
import { useCommand } from '../api/command.js';
import { CommandForm, faultAt, LangTextField, useLangText } from '../parts/command-form.js';
import { useText } from '../text/language.js';
import styles from './item.module.css';

interface Props {
  readonly item: ActionItem;
  readonly half: Half;
  readonly report: Report;
}

/** The validator accepts a report, which shares it with the other side, or sends it back with a reason. */
export function ReportDecision({ item, half, report }: Props) {
  const { t } = useText();
  const [open, setOpen] = useState<'validate' | 'return' | null>(null);
  if (open === 'validate')
    return <ValidationForm item={item} half={half} report={report} close={() => setOpen(null)} />;
  if (open === 'return') return <ReturnForm item={item} half={half} report={report} close={() => setOpen(null)} />;
  return (
    <div className={styles.actions}>
      <Button size="compact-md" variant="default" onClick={() => setOpen('validate')}>
        {t('action.validate')}
      </Button>
      <Button size="compact-md" variant="default" onClick={() => setOpen('return')}>
        {t('action.return')}
      </Button>
    </div>
  );
}

function ValidationForm({ item, half, report, close }: Props & { close: () => void }) {
  const { t } = useText();
  const command = useCommand<{ sideId: string; reportId: string }>(
    (body, header) =>
      client.POST('/api/v1/action-items/{id}/validations', { params: { path: { id: item.id }, header }, body }),
    item.revision,
  );
  return (
    <CommandForm
      label={t('action.validate')}
      send={t('action.validate')}
      command={command}
      pointers={[]}
      onSubmit={() => command.mutate({ sideId: half.sideId, reportId: report.reportId }, { onSuccess: close })}
      onCancel={close}
    >
      <p>{t('validate.consequence')}</p>
    </CommandForm>
  );
}

function ReturnForm({ item, half, report, close }: Props & { close: () => void }) {
  const { t } = useText();
  const [reason, setReason] = useLangText();
  const path = { id: item.id, sideId: half.sideId };
  const command = useCommand<{ reportId: string; reason: LangText }>(
    (body, header) =>
      client.POST('/api/v1/action-items/{id}/obligations/{sideId}/report-returns', { params: { path, header }, body }),
    item.obligation?.revision,
  );
  return (
    <CommandForm
      label={t('action.return')}
      send={t('action.return')}
      command={command}
      pointers={['/reason/text', '/reason']}
      onSubmit={() => command.mutate({ reportId: report.reportId, reason }, { onSuccess: close })}
      onCancel={close}
    >
      <LangTextField
        label={t('form.reason')}
        value={reason}
        onChange={setReason}
        error={faultAt(command.error, '/reason/text') ?? faultAt(command.error, '/reason')}
      />
    </CommandForm>
  );
}
