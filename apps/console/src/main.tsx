import './style/load.js';
import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isProblem } from './api/problem.js';
import { Dates } from './parts/dates.js';
import { makeRouter } from './routes.js';
import { firstLanguage, LanguageProvider } from './text/language.js';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only a server that was not reached or is busy is asked again.
      retry: (failures, error) => failures < 2 && isProblem(error, 0, 503),
      staleTime: 5_000,
      // While another moment or filter is read, the old rows stay.
      placeholderData: (previous: unknown) => previous,
    },
  },
});
const router = makeRouter(queries);
const theme = createTheme({ respectReducedMotion: true, cursorType: 'pointer' });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      {/* Variables come from tokens.css: no style element is written, which the content security policy would refuse. */}
      <MantineProvider theme={theme} forceColorScheme="light" withCssVariables={false} withGlobalClasses={false}>
        <LanguageProvider first={firstLanguage()}>
          <Dates>
            <RouterProvider router={router} />
          </Dates>
        </LanguageProvider>
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
