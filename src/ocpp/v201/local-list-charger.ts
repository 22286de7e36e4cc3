import { SiteError } from '../../site/errors.ts'
import type { LocalListEntry } from '../../site/local-lists/local-list.ts'
import type { LocalListCharger } from '../../site/local-lists/local-list-charger.ts'
import { expectStatus } from '../answers.ts'
import type { AuthorizationData, SendLocalListRequest } from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'
import { idTokenOf } from './id-token.ts'
import { idTokenInfo } from './id-token-info.ts'
import { readVariables } from './read-variables.ts'

/** LocalAuthListCtrlr.ItemsPerMessage is required where there are local lists; a station that does not tell it gets short pieces. */
const entriesAtOnceUntold = 20
/** Of IdTokenType, section 2.28. */
const longestTag = 36
/** A tag with its group, its expiry and its names in JSON, at most: what BytesPerMessage is divided by. */
const bytesPerEntry = 260

/** 2.0.1 use cases D01, D02 and C11. */
export function localListCharger(link: Caller): LocalListCharger {
  return {
    localListCapacity: async () => {
      const told = await readVariables(link, [
        'LocalAuthListCtrlr.Available',
        'LocalAuthListCtrlr.Enabled',
        'LocalAuthListCtrlr.ItemsPerMessage',
        'LocalAuthListCtrlr.BytesPerMessage',
      ])
      const available = told.get('LocalAuthListCtrlr.Available')
      if (available?.toLowerCase() === 'false') throw new SiteError('NotSupported', { request: 'SendLocalList' })
      const items = wholeNumber(told.get('LocalAuthListCtrlr.ItemsPerMessage')) || entriesAtOnceUntold
      const bytes = wholeNumber(told.get('LocalAuthListCtrlr.BytesPerMessage'))
      return {
        enabled: told.get('LocalAuthListCtrlr.Enabled')?.toLowerCase() !== 'false',
        // how many there may be is a characteristic of Entries, which only a report tells
        maxEntries: null,
        maxEntriesKey: 'LocalAuthListCtrlr.Entries',
        entriesAtOnce: bytes ? Math.max(1, Math.min(items, Math.floor(bytes / bytesPerEntry))) : items,
        longestIdTag: longestTag,
      }
    },

    localListVersion: async () => {
      const answer = await link.call('GetLocalListVersion', {})
      const version = (answer as { versionNumber?: unknown } | null)?.versionNumber
      if (typeof version !== 'number' || version < 0)
        throw new SiteError('StationRejected', { request: 'GetLocalListVersion', answer: 'no version' })
      return version
    },

    sendLocalList: async ({ kind, version, put, remove }) => {
      const entries = [...remove.map((idTag) => authorizationOf(idTag)), ...put.map(entryOf)]
      const request: SendLocalListRequest = {
        versionNumber: version,
        updateType: kind === 'whole' ? 'Full' : 'Differential',
        // the schema wants no empty list; a full update without one empties the station's
        ...(entries.length > 0 ? { localAuthorizationList: entries } : {}),
      }
      const answer = await link.call('SendLocalList', request)
      const status = expectStatus('SendLocalList', answer, ['Accepted', 'Failed', 'VersionMismatch'])
      return status === 'Accepted' ? 'accepted' : status === 'Failed' ? 'failed' : 'version-mismatch'
    },

    clearCache: async () => {
      expectStatus('ClearCache', await link.call('ClearCache', {}), ['Accepted'])
    },
  }
}

function entryOf({ idTag, status, groupIdTag, expiresAt }: LocalListEntry): AuthorizationData {
  return {
    ...authorizationOf(idTag),
    idTokenInfo: idTokenInfo({ status, groupIdTag, expiresAt, tagId: idTag, userId: null }),
  }
}

function authorizationOf(idTag: string): AuthorizationData {
  return { idToken: idTokenOf(idTag) }
}

function wholeNumber(text: string | undefined): number | null {
  return text && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null
}
