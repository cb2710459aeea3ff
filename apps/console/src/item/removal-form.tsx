import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ActionItem, LangText } from '../api/answers.js';
import { client } from '../api/client.js';
import { useCommand } from '../api/command.js';
import { CommandForm, DayField, faultAt, LangTextField, useLangText } from '../parts/command-form.js';
import { useSession } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './item.module.css';

/** A secretary records that the body removed the item from control, and on what basis. */
export function RemovalForm({ item }: { item: ActionItem }) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  if (open) return <OpenForm item={item} close={() => setOpen(false)} />;
  return (
    <div className={styles.actions}>
      <Button size="compact-md" variant="default" onClick={() => setOpen(true)}>
        {t('action.remove')}
      </Button>
    </div>
  );
}

function OpenForm({ item, close }: { item: ActionItem; close: () => void }) {
  const { t } = useText();
  const { today } = useSession();
  const [removedOn, setRemovedOn] = useState<string | null>(today);
  const [basis, setBasis] = useLangText();
  const command = useCommand<{ removedOn: string; basis: LangText }>(
    (body, header) =>
      client.POST('/api/v1/action-items/{id}/removal', { params: { path: { id: item.id }, header }, body }),
    item.revision,
  );
  return (
    <CommandForm
      label={t('action.remove')}
      send={t('action.remove')}
      command={command}
      pointers={['/removedOn', '/basis/text', '/basis']}
      onSubmit={() => command.mutate({ removedOn: removedOn ?? '', basis }, { onSuccess: close })}
      onCancel={close}
    >
      <p>{t('remove.consequence')}</p>
      <DayField
        label={t('form.removedOn')}
        value={removedOn}
        onChange={setRemovedOn}
        error={faultAt(command.error, '/removedOn')}
        max={today}
      />
      <LangTextField
        label={t('form.basis')}
        value={basis}
        onChange={setBasis}
        error={faultAt(command.error, '/basis/text') ?? faultAt(command.error, '/basis')}
      />
    </CommandForm>
  );
}
