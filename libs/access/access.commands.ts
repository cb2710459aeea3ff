import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsString, Length, Matches } from 'class-validator';
import { IdField, OneOfField, TextField } from '#event-store/fields';
import { assignableRoles, type AssignableRole } from './permissions.js';

/** Bodies of the routes of this capability. They are no domain commands: credentials never reach the log. */
const languages = ['en', 'ru', 'es'] as const;
type Language = (typeof languages)[number];

/** ASCII, so that no two logins look alike; not beginning with @, which marks the application's own accounts. */
const loginPattern = '^[A-Za-z0-9][A-Za-z0-9._@+-]{1,63}$';

const LoginField = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, pattern: loginPattern, example: 'm.perez' }),
    IsString(),
    Matches(new RegExp(loginPattern)),
  );

const NewPasswordField = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, format: 'password', minLength: 12, maxLength: 200 }),
    IsString(),
    Length(12, 200),
  );

const TokenField = (): PropertyDecorator =>
  applyDecorators(ApiProperty({ type: String, minLength: 43, maxLength: 43 }), IsString(), Length(43, 43));

const RolesField = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ enum: [...assignableRoles], isArray: true, minItems: 1, maxItems: assignableRoles.length }),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(assignableRoles.length),
    ArrayUnique(),
    IsIn([...assignableRoles], { each: true }),
  );

export class SignInBody {
  @TextField({ max: 64 })
  login!: string;

  @TextField({ max: 200 })
  password!: string;

  @IdField({ optional: true, description: 'Which assignment to act in; without it, the oldest of the account.' })
  assignmentId?: string;

  @OneOfField(['cookie', 'bearer'], {
    optional: true,
    description: '`bearer` answers the token in the body instead of setting a cookie: for programs, not for browsers.',
  })
  carrier?: 'cookie' | 'bearer';
}

export class SetUpBody {
  @TokenField()
  token!: string;

  @LoginField()
  login!: string;

  @NewPasswordField()
  password!: string;

  @OneOfField(languages, { optional: true })
  language?: Language;
}

export class AssignmentBody {
  @RolesField()
  roles!: AssignableRole[];

  @IdField({ optional: true })
  officeId?: string;

  @IdField({ optional: true, description: 'Needed by every role that speaks for a side.' })
  sideId?: string;
}

export class CreateAccountBody extends AssignmentBody {
  @LoginField()
  login!: string;

  @NewPasswordField()
  password!: string;

  @OneOfField(languages)
  language!: Language;

  @IdField({ optional: true })
  personId?: string;
}
