import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { isProblem } from './api/problem.js';
import { sessionQuery } from './api/queries.js';
import { boardStatus, type ShownStatus } from './board/statuses.js';
import { CrashPage, NotFoundPage } from './frame/fallback-pages.js';
import { parseSearch, stringifySearch } from './text/search.js';

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const moment = (value: unknown): string | undefined => {
  const found = text(value);
  return found !== undefined && instant.test(found) ? found : undefined;
};

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  validateSearch: (search: Record<string, unknown>): { asOf?: string } => {
    const asOf = moment(search['asOf']);
    return asOf === undefined ? {} : { asOf };
  },
  // The moment survives navigation; `asOf: undefined` in a link returns to now.
  search: { middlewares: [retainSearchParams(['asOf'])] },
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string } => {
    const to = text(search['to']);
    // Only addresses of this console: never another host.
    return to !== undefined && /^\/(?![/\\])/.test(to) ? { to } : {};
  },
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.js'), 'SignInPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup/$token',
  component: lazyRouteComponent(() => import('./sign-in/setup-page.js'), 'SetupPage'),
});

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(sessionQuery);
    } catch (error) {
      if (isProblem(error, 401)) throw redirect({ to: '/sign-in', search: { to: location.href, asOf: undefined } });
      throw error;
    }
  },
  component: lazyRouteComponent(() => import('./frame/frame.js'), 'Frame'),
});

const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/board' });
  },
});

interface BoardSearch {
  body?: string;
  protocol?: string;
  status?: ShownStatus;
  /** The earlier moment that what is shown is compared with. */
  vs?: string;
  /** Of a comparison: rows without a change are left out. */
  only?: 'changed';
}

const board = createRoute({
  getParentRoute: () => frame,
  path: '/board',
  validateSearch: (search: Record<string, unknown>): BoardSearch => ({
    body: text(search['body']),
    protocol: text(search['protocol']),
    status: boardStatus(search['status']),
    vs: moment(search['vs']),
    only: search['only'] === 'changed' ? 'changed' : undefined,
  }),
  component: lazyRouteComponent(() => import('./board/board-page.js'), 'BoardPage'),
});

const item = createRoute({
  getParentRoute: () => frame,
  path: '/items/$number',
  component: lazyRouteComponent(() => import('./item/item-page.js'), 'ItemPage'),
});

const protocols = createRoute({
  getParentRoute: () => frame,
  path: '/protocols',
  component: lazyRouteComponent(() => import('./protocols/protocols-page.js'), 'ProtocolsPage'),
});

const protocol = createRoute({
  getParentRoute: () => frame,
  path: '/protocols/$id',
  component: lazyRouteComponent(() => import('./protocols/protocol-page.js'), 'ProtocolPage'),
});

const meetings = createRoute({
  getParentRoute: () => frame,
  path: '/meetings',
  component: lazyRouteComponent(() => import('./meetings/meetings-page.js'), 'MeetingsPage'),
});

const projects = createRoute({
  getParentRoute: () => frame,
  path: '/projects',
  component: lazyRouteComponent(() => import('./projects/projects-page.js'), 'ProjectsPage'),
});

const mailbox = createRoute({
  getParentRoute: () => frame,
  path: '/mailbox',
  component: lazyRouteComponent(() => import('./mailbox/mailbox-page.js'), 'MailboxPage'),
});

const mail = createRoute({
  getParentRoute: () => mailbox,
  path: '$id',
  component: lazyRouteComponent(() => import('./mailbox/mail-view.js'), 'MailView'),
});

const clock = createRoute({
  getParentRoute: () => frame,
  path: '/clock',
  component: lazyRouteComponent(() => import('./clock/clock-page.js'), 'ClockPage'),
});

const tree = root.addChildren([
  signIn,
  setup,
  frame.addChildren([home, board, item, protocols, protocol, meetings, projects, mailbox.addChildren([mail]), clock]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: CrashPage,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
