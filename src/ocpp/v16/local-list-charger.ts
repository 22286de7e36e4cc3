import { SiteError } from '../../site/errors.ts'
import type { LocalListEntry } from '../../site/local-lists/local-list.ts'
import type { LocalListCharger } from '../../site/local-lists/local-list-charger.ts'
import { expectStatus, textIn } from '../answers.ts'
import type { GetConfigurationRequest, SendLocalListRequest } from '../generated/v16/types.ts'
import type { Caller } from '../protocol.ts'
import { idTagInfo, longestTag } from './id-tag-info.ts'

/** SendLocalListMaxLength is required where there are local lists; a station that does not tell it gets short pieces. */
const entriesAtOnceUntold = 20

/** 1.6 sections 5.4, 5.10 and 5.15. */
export function localListCharger(link: Caller): LocalListCharger {
  return {
    localListCapacity: async () => {
      const request: GetConfigurationRequest = {
        key: ['LocalAuthListEnabled', 'LocalAuthListMaxLength', 'SendLocalListMaxLength'],
      }
      const told = valuesIn(await link.call('GetConfiguration', request))
      return {
        enabled: told.get('localauthlistenabled')?.toLowerCase() !== 'false',
        maxEntries: wholeNumber(told.get('localauthlistmaxlength')),
        entriesAtOnce: wholeNumber(told.get('sendlocallistmaxlength')) || entriesAtOnceUntold,
        longestIdTag: longestTag,
      }
    },

    localListVersion: async () => {
      const answer = await link.call('GetLocalListVersion', {})
      const version = (answer as { listVersion?: unknown } | null)?.listVersion
      if (typeof version !== 'number')
        throw new SiteError('StationRejected', { request: 'GetLocalListVersion', answer: 'no version' })
      // section 5.10: -1, the station does not support local lists
      if (version < 0) throw new SiteError('NotSupported', { request: 'GetLocalListVersion' })
      return version
    },

    sendLocalList: async ({ kind, version, put, remove }) => {
      const request: SendLocalListRequest = {
        listVersion: version,
        updateType: kind === 'whole' ? 'Full' : 'Differential',
        localAuthorizationList: [
          // section 6.5: without idTagInfo the tag leaves the list
          ...remove.map((idTag) => ({ idTag })),
          ...put.map((entry) => ({ idTag: entry.idTag, idTagInfo: infoOf(entry) })),
        ],
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

function infoOf({ status, groupIdTag, expiresAt }: LocalListEntry) {
  return idTagInfo({ status, groupIdTag, expiresAt, tagId: null, userId: null })
}

/** Configuration keys are compared without regard to case: stations do not agree with the specification on it. */
function valuesIn(answer: unknown): Map<string, string> {
  const entries = (answer as { configurationKey?: unknown } | null)?.configurationKey
  const list = Array.isArray(entries) ? entries : []
  return new Map(list.map((entry: unknown) => [textIn(entry, 'key').toLowerCase(), textIn(entry, 'value')]))
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null
}
