/**
 * How a box differs from what the specification says, as data: each field is one thing seen on real boxes, off where it is
 * left out. What goes over the wire is changed by the effects (quirk-effects.ts), the rest by the behaviour it names.
 */
export interface Quirks {
  // What it has and does

  /** actions it does not have: answered with NotSupported */
  readonly lacks?: readonly string[]
  /** actions it accepts and does nothing about (Grizzl-E) */
  readonly acceptsAndIgnores?: readonly string[]
  /** never sends BootNotification (Wallbox, evcc-io/evcc#4567) */
  readonly neverBoots?: boolean
  /** tells its states before the BootNotification is answered */
  readonly statusBeforeBoot?: boolean
  /** never sends StatusNotification (evcc-io/evcc#15991) */
  readonly noStatusNotification?: boolean
  /** offers no subprotocol (steve-community/steve#1109, lbbrhzn/ocpp#442) */
  readonly noSubprotocol?: boolean
  /** counts its message ids from 1 on each connection */
  readonly restartsMessageIds?: boolean
  /** can't start again before the car was unplugged (EN+) */
  readonly cantRestartFromFinishing?: boolean
  /** profiles, reservations and lists are gone after a restart */
  readonly forgetsOnRestart?: boolean
  /** restarts when it is told measurands it does not know (ABB) */
  readonly restartsOnUnknownMeasurand?: boolean

  // Charging profiles

  /** EVBox, lbbrhzn/ocpp#1703 */
  readonly rejectsChargePointMax?: boolean
  /** takes no stack level above this, whatever it says (ABB, lbbrhzn/ocpp#1737) */
  readonly stackLevelMax?: number
  /** go-e */
  readonly amperesOnly?: boolean
  /** Huawei */
  readonly wattsOnly?: boolean
  /** Wallbox */
  readonly relativeOnly?: boolean
  /** refuses a limit of 0 (evcc-io/evcc#16768) */
  readonly rejectsZeroLimit?: boolean
  /** a limit of 0 ends the charge (evcc-io/evcc#29274) */
  readonly zeroLimitEndsCharge?: boolean
  /** can't clear what lies at stack level 0 (go-e) */
  readonly keepsStackZero?: boolean

  // What it writes

  /** tells faults with the error code "Error" (1.6, lbbrhzn/ocpp#1248) */
  readonly errorCodeError?: boolean
  /** readings without values (lbbrhzn/ocpp#466) */
  readonly emptySampledValue?: boolean
  /** adds the frequency in Hz, a unit that 1.6 does not have (lbbrhzn/ocpp#1576) */
  readonly unitHz?: boolean
  /** adds a temperature with this spelling of its unit (citrineos#222) */
  readonly temperatureUnit?: 'Celcius' | 'Celsius'
  /** energy in kWh that it calls Wh */
  readonly kWhCalledWh?: boolean
  /** tells power and currents in transactions only (Mennekes) */
  readonly powerOnlyInTransactions?: boolean
  /** model and serial number are longer than allowed (steve-community/steve#1259) */
  readonly overlongFields?: boolean
  /** configuration values of more than 500 characters (1.6, lorenzodonini/ocpp-go#258) */
  readonly longConfigurationValues?: boolean
  /** time stamps without Z or offset */
  readonly timesWithoutZone?: boolean
  /** stops and readings name transaction −1 (1.6, EVerest/libocpp#495) */
  readonly minusOneTransaction?: boolean
  /** readings after a restart name the transaction before it (1.6, evcc-io/evcc#33909) */
  readonly staleTransaction?: boolean
  /** leaves connectorId out (2.0.1) */
  readonly noConnectorId?: boolean
  /** Ended has seqNo 0 (2.0.1) */
  readonly seqNoZeroInEnded?: boolean
  /** speaks 2.0.1 with the shapes of 1.6 in states, readings and answers (FoxESS) */
  readonly foxess16Shapes?: boolean
  /** the text of its CALLERRORs: `''`, or several lines */
  readonly callErrorText?: string

  // Files and passwords

  /** sends logs as a form by POST instead of PUT */
  readonly postsUploads?: boolean
  /** every installation of firmware fails */
  readonly failsInstallation?: boolean
  /** a new password counts after the next restart only */
  readonly passwordNeedsReboot?: boolean
  /** a password of hex digits stands for the bytes they spell (shiv3/ocpp-cp-simulator#260) */
  readonly passwordIsHex?: boolean
}
