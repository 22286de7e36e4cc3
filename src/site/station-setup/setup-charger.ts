/** What is set at a station after its boot, in the site's words; each version has keys of its own for it. */
export type SetupTask =
  | { do: 'heartbeat'; everyS: number }
  /** Readings during a session. */
  | { do: 'readings'; everyS: number }
  /** What is measured: those of the list that the station can. */
  | { do: 'measure'; what: Measured[] }
  /** Whether cards are accepted by the station's own list or cache before, or without, the site's word. */
  | { do: 'local-authorization'; enabled: boolean }
  /** While the site can't be asked: cards it knows, every card, or none. */
  | { do: 'offline-starts'; allow: 'known' | 'every' | 'none' }
  /** A setting by its own name. */
  | { do: 'write'; key: string; value: string }

export type Measured = 'energy' | 'power' | 'current' | 'voltage' | 'soc'

export interface SetupCharger {
  /**
   * Carries one task out. `detail` says what was left out, if anything was.
   * @throws SiteError NotSupported, StationRejected, StationOffline, StationTimeout
   */
  setUp(task: SetupTask): Promise<{ outcome: 'done' | 'reboot-required'; detail: string | null }>
}
