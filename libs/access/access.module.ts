import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Authority } from '#event-store/authority';
import { capability } from '#read-models/registry';
import { AccessController } from './access.controller.js';
import { accessMigrations } from './access.schema.js';
import { accessTexts } from './access.texts.js';
import { AccountsController } from './accounts.controller.js';
import { Accounts } from './accounts.service.js';
import { DemoSignInController } from './demo-sign-in.controller.js';
import { DemoSignIns } from './demo-sign-ins.service.js';
import { OperatorTokens } from './operator-tokens.service.js';
import { Parties } from './parties/parties.query.js';
import { parties } from './parties/parties.view.js';
import { operations, roles } from './permissions.js';
import { RoleAuthority } from './role-authority.js';
import { SessionAnswers } from './session-answer.service.js';
import { SessionCookie } from './session-cookie.js';
import { SessionGuard } from './session.guard.js';
import { Sessions } from './sessions.service.js';
import { SetupLink } from './setup-link.service.js';
import { SignIn } from './sign-in.service.js';

// What an app may ask the module for.
export { DemoSignIns, OperatorTokens, SetupLink, operations, roles };

export interface AccessOptions {
  /** Address under which browsers reach the application; with https the cookie is `__Host-` and Secure. */
  readonly publicUrl: string;
}

/** Who is signed in and who may do what: closes every route by default and answers for every command. */
@Global()
@Module({})
export class AccessModule {
  static over({ publicUrl }: AccessOptions): DynamicModule {
    return {
      module: AccessModule,
      controllers: [AccessController, AccountsController, DemoSignInController],
      providers: [
        { provide: Authority, useClass: RoleAuthority },
        { provide: APP_GUARD, useClass: SessionGuard },
        { provide: SessionCookie, useFactory: () => new SessionCookie(publicUrl) },
        Accounts,
        DemoSignIns,
        OperatorTokens,
        Parties,
        SessionAnswers,
        Sessions,
        SetupLink,
        SignIn,
        capability({
          name: 'access',
          categories: [],
          events: [],
          views: [parties],
          migrations: accessMigrations,
          texts: accessTexts,
        }),
      ],
      exports: [Authority, DemoSignIns, OperatorTokens, SetupLink],
    };
  }
}
