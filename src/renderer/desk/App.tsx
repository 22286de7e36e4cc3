import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { i18n } from 'i18next'
import { useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import { BrowserRouter } from 'react-router'
import { cssVariables } from './css-variables.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Gate } from './Gate.tsx'
import { SessionProvider } from './session/SessionProvider.tsx'
import { theme } from './theme.ts'

const colorScheme = localStorageColorSchemeManager({ key: 'chargeyard-color-scheme' })

export function App({ i18n }: { i18n: i18n }) {
  const [queries] = useState(makeQueryClient)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
    >
      <I18nextProvider i18n={i18n}>
        <ErrorBoundary>
          <QueryClientProvider client={queries}>
            <BrowserRouter>
              <SessionProvider>
                <ModalsProvider>
                  <Notifications position="bottom-right" limit={4} />
                  <Gate />
                </ModalsProvider>
              </SessionProvider>
            </BrowserRouter>
          </QueryClientProvider>
        </ErrorBoundary>
      </I18nextProvider>
    </MantineProvider>
  )
}

/** Answers stay fresh because live changes refresh them: nothing is asked again by the clock or by a look at the window. */
function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000, retry: false, refetchOnWindowFocus: false },
    },
  })
}
