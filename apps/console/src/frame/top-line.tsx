import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { client } from '../api/client.js';
import { useDirectory } from '../parts/directory.js';
import { useSession } from '../parts/reader.js';
import { SideCode } from '../parts/side-name.js';
import { useText } from '../text/language.js';
import { inLanguage } from '../text/names.js';
import { AsOfField } from './as-of-field.js';
import { LanguageSwitch } from './language-switch.js';
import styles from './top-line.module.css';

/** Whose body, which moment, and who is signed in for which office and side. */
export function TopLine() {
  return (
    <header className={styles.line}>
      <Link to="/board" className={styles.product}>
        Rapporteur
      </Link>
      <BodyName />
      <AsOfField />
      <Identity />
      <LanguageSwitch />
      <SignOut />
    </header>
  );
}

function BodyName() {
  const { bodies, bodyName } = useDirectory();
  const { body } = useSearch({ strict: false });
  // Without a filter, the body that does the work: the one with no other below it, when there is one such.
  const working = bodies.filter(({ id }) => !bodies.some(({ parentId }) => parentId === id));
  const id = body ?? (working.length === 1 ? working[0]!.id : undefined);
  const name = id === undefined ? '' : bodyName(id);
  return (
    <span className={styles.body} title={name}>
      {name}
    </span>
  );
}

function Identity() {
  const { t, lang } = useText();
  const { account, assignment } = useSession();
  const roles = assignment.roles.map((role) => roleName(role, t)).join(', ');
  const office = assignment.office && inLanguage(assignment.office.names, lang).text;
  return (
    <span className={styles.identity}>
      {assignment.side && <SideCode sideId={assignment.side.sideId} />}
      <span className={styles.who} title={[office, roles, account.login].filter(Boolean).join(' · ')}>
        <span className={styles.office}>{office ?? account.login}</span>
        <span className={styles.roles}>{roles}</span>
      </span>
    </span>
  );
}

const roleNames = ['secretary', 'responder', 'validator', 'coChair', 'administrator'] as const;
function roleName(role: string, t: ReturnType<typeof useText>['t']): string {
  const known = roleNames.find((one) => one === role);
  return known ? t(`role.${known}`) : role;
}

function SignOut() {
  const { t } = useText();
  const queries = useQueryClient();
  const router = useRouter();
  const { mutate, isPending } = useMutation({
    mutationFn: () => client.DELETE('/api/v1/sessions/current'),
    onSuccess: async () => {
      await router.navigate({ to: '/sign-in', search: { asOf: undefined } });
      queries.clear();
    },
  });
  return (
    <button type="button" className={styles.plain} disabled={isPending} onClick={() => mutate()}>
      {t('frame.signOut')}
    </button>
  );
}
