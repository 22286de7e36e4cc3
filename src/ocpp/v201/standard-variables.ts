/**
 * Variables that the specification wants of every station, or that site managers look for (2.0.1 part 2, section 2.1 and the
 * appendix of referenced components): what a station is asked for when nobody names keys. `readonly` as the specification
 * says it: an answer to GetVariables does not tell.
 */
export const standardVariables: readonly { key: string; readonly: boolean }[] = [
  ...only('ChargingStation.AvailabilityState', 'ChargingStation.Model', 'ChargingStation.VendorName'),
  ...only('ChargingStation.SerialNumber', 'ChargingStation.FirmwareVersion', 'ChargingStation.SupplyPhases'),
  ...changeable('OCPPCommCtrlr.HeartbeatInterval', 'OCPPCommCtrlr.WebSocketPingInterval'),
  ...changeable('OCPPCommCtrlr.NetworkConfigurationPriority', 'OCPPCommCtrlr.NetworkProfileConnectionAttempts'),
  ...changeable(
    'OCPPCommCtrlr.OfflineThreshold',
    'OCPPCommCtrlr.ResetRetries',
    'OCPPCommCtrlr.RetryBackOffWaitMinimum',
  ),
  ...changeable(
    'OCPPCommCtrlr.MessageAttempts[TransactionEvent]',
    'OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]',
  ),
  ...changeable('OCPPCommCtrlr.UnlockOnEVSideDisconnect', 'OCPPCommCtrlr.QueueAllMessages'),
  ...only(
    'OCPPCommCtrlr.ActiveNetworkProfile',
    'OCPPCommCtrlr.FileTransferProtocols',
    'OCPPCommCtrlr.MessageTimeout[Default]',
  ),
  ...changeable(
    'SampledDataCtrlr.Enabled',
    'SampledDataCtrlr.TxStartedMeasurands',
    'SampledDataCtrlr.TxUpdatedMeasurands',
  ),
  ...changeable(
    'SampledDataCtrlr.TxUpdatedInterval',
    'SampledDataCtrlr.TxEndedMeasurands',
    'SampledDataCtrlr.TxEndedInterval',
  ),
  ...changeable('AlignedDataCtrlr.Enabled', 'AlignedDataCtrlr.Measurands', 'AlignedDataCtrlr.Interval'),
  ...changeable('AuthCtrlr.Enabled', 'AuthCtrlr.AuthorizeRemoteStart', 'AuthCtrlr.LocalAuthorizeOffline'),
  ...changeable('AuthCtrlr.LocalPreAuthorize', 'AuthCtrlr.OfflineTxForUnknownIdEnabled', 'AuthCacheCtrlr.Enabled'),
  ...changeable('LocalAuthListCtrlr.Enabled'),
  ...changeable('TxCtrlr.TxStartPoint', 'TxCtrlr.TxStopPoint', 'TxCtrlr.EVConnectionTimeOut'),
  ...changeable('TxCtrlr.StopTxOnEVSideDisconnect', 'TxCtrlr.StopTxOnInvalidId', 'TxCtrlr.MaxEnergyOnInvalidId'),
  ...changeable('SecurityCtrlr.OrganizationName', 'ClockCtrlr.TimeSource', 'ClockCtrlr.TimeZone'),
  ...only('SecurityCtrlr.Identity', 'SecurityCtrlr.SecurityProfile', 'ClockCtrlr.DateTime'),
  ...only('DeviceDataCtrlr.ItemsPerMessage[GetVariables]', 'DeviceDataCtrlr.ItemsPerMessage[SetVariables]'),
  ...only('EVSE#1.AvailabilityState', 'EVSE#1.Power', 'EVSE#1.SupplyPhases'),
]

function changeable(...keys: string[]) {
  return keys.map((key) => ({ key, readonly: false }))
}

function only(...keys: string[]) {
  return keys.map((key) => ({ key, readonly: true }))
}
