import { Alert, Card, Stack, Stepper, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UseCaseInput } from '../../../site/api.ts'
import { likelyCurrency, ownTimeZone } from '../../ui/time-zones.ts'
import { type ApiError, setUp } from '../api.ts'
import { PublicFrame } from '../PublicFrame.tsx'
import { useErrorText, useFieldErrors } from '../use-error-text.ts'
import { useLanguage } from '../use-language.ts'
import { AdministratorStep, type AdministratorValues } from './AdministratorStep.tsx'
import { DoneStep } from './DoneStep.tsx'
import { SiteStep, type SiteValues } from './SiteStep.tsx'

/** Fields of the first step, as the controller calls them: an error of one leads back there. */
const siteFields = ['siteName', 'accountName', 'timeZone', 'currency', 'pricePerKWhMicros']

/** The first run: the site, then its administrator. */
export function SetUpPage() {
  const { t } = useTranslation()
  const { language } = useLanguage()
  const errorText = useErrorText()
  const fieldErrors = useFieldErrors()
  const [step, setStep] = useState(0)
  const [site, setSite] = useState<SiteValues>({
    siteName: '',
    accountName: '',
    timeZone: ownTimeZone(),
    currency: likelyCurrency(ownTimeZone(), navigator.language),
    pricePerKWhMicros: 300_000,
  })
  const making = useMutation<void, ApiError, UseCaseInput<'setup.complete'>>({
    mutationFn: setUp,
    onSuccess: () => setStep(2),
    onError: (error) => {
      if (Object.keys(error.details.fields ?? {}).some((field) => siteFields.includes(field))) setStep(0)
    },
  })
  const errors = making.error ? fieldErrors(making.error) : {}
  const complete = ({ fullName, email, password }: AdministratorValues) =>
    making.mutate({ ...site, fullName, email, password, language })
  useEffect(() => {
    document.title = `${t('setup.title')} · Chargeyard`
  }, [t])
  return (
    <PublicFrame width={620}>
      <Stack gap={4} ta="center">
        <Title order={1}>{t('setup.title')}</Title>
        <Text c="dimmed">{t('setup.text')}</Text>
      </Stack>
      <Card p={{ base: 'md', xs: 'xl' }}>
        <Stepper active={step} size="sm" mb="lg" allowNextStepsSelect={false} aria-label={t('setup.steps')}>
          <Stepper.Step label={t('setup.site.label')} />
          <Stepper.Step label={t('setup.administrator.label')} />
          <Stepper.Step label={t('setup.done.label')} />
        </Stepper>
        {making.error && Object.keys(errors).length === 0 && (
          <Alert color="red" role="alert" mb="md">
            {errorText(making.error)}
          </Alert>
        )}
        {step === 0 && (
          <SiteStep
            values={site}
            errors={errors}
            onNext={(values) => {
              setSite(values)
              setStep(1)
            }}
          />
        )}
        {step === 1 && (
          <AdministratorStep errors={errors} busy={making.isPending} onBack={() => setStep(0)} onNext={complete} />
        )}
        {step === 2 && <DoneStep siteName={site.siteName} />}
      </Card>
    </PublicFrame>
  )
}
