import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './desk.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { firstLanguage, setUpI18n } from './i18n/setup-i18n.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element #root')
createRoot(root).render(
  <StrictMode>
    <App i18n={setUpI18n(firstLanguage())} />
  </StrictMode>,
)
