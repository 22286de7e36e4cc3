import { expect, it } from 'vitest'
import { isPrivateAddress } from '../../src/main/outside-certificates.ts'

it.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['172.31.255.1', true],
  ['172.32.0.1', false],
  ['192.168.0.9', true],
  ['169.254.169.254', true],
  ['100.64.0.1', true],
  ['8.8.8.8', false],
  ['::1', true],
  ['fe80::1', true],
  ['fd12::1', true],
  ['::ffff:10.0.0.1', true],
  ['2606:4700::1', false],
  ['nonsense', true],
])('knows whether %s is private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected)
})
