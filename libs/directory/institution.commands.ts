import type { SideId } from '#kernel/values';
import { DomainCommand } from '#event-store/domain-command';
import { CodeField, IdField, NamesField } from '#event-store/fields';

/** A ministry, agency or enterprise of a side becomes known. */
export class RegisterInstitution extends DomainCommand {
  get type() {
    return 'RegisterInstitution' as const;
  }

  @IdField()
  sideId!: SideId;

  @CodeField({ example: 'MINPROM', description: 'Unique on its side, whatever its case.' })
  code!: string;

  @NamesField()
  names!: Record<string, string>;

  @NamesField({ optional: true, max: 100 })
  shortNames?: Record<string, string>;
}

export type InstitutionCommand = RegisterInstitution;
