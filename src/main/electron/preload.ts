import { contextBridge } from 'electron'

// The desk is the same web app in a browser; this is how it can tell that the window is Chargeyard's own.
contextBridge.exposeInMainWorld(
  'chargeyardShell',
  Object.freeze({ name: 'electron', version: process.versions.electron }),
)
